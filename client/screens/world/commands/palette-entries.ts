// Everything that the palette can find by name: the worlds of late, commands, and once something is typed the
// things of the world, the headings of its page, other worlds and the people who are here.
import { useEffect, useMemo, useState } from 'react'
import { STARTERS } from '../../../../shared/starters/all-starters.ts'
import { isWithPeople } from '../../../../shared/world/view/present-people.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { isFramed } from '../../../api/frame-guest.ts'
import { go, pathOfWorld } from '../../../navigation/route.ts'
import { makeStarter } from '../../../world/edits/make-artifacts.ts'
import { placeBeside } from '../../../world/geometry/free-spot.ts'
import { useWorlds, type ListedWorld } from '../../../session/listed-worlds.ts'
import { useMe } from '../../../session/me.ts'
import { worldsOnDevice } from '../../../session/person-device.ts'
import type { KnownWorld } from '../../../replica/storage/stored-rows.ts'
import { reveal } from '../../../world/reveal.ts'
import { headingsOf } from '../../../../shared/page/headings.ts'
import { peopleHereIn } from '../../../world/people/people-here.ts'
import { othersIn } from '../../../world/people/others.ts'
import { rosterOf } from '../../../world/people/roster.ts'
import { bodyIn } from '../../../world/play/you.ts'
import { allCommands } from './all-commands.ts'
import {
  runs,
  type CommandChoice,
  type Command,
  type CommandGroup,
  type Context,
} from '../../../world/commands/command-types.ts'
import { fits } from './available-commands.ts'
import { noteOf } from './selection-commands.ts'
import { shownKeys } from '../../../device/shortcuts.ts'
import { nameAsTitle } from '../../../../shared/world/artifact.ts'

type FindEntries = (query: string) => readonly CommandChoice[]

/** Worlds that the palette begins with. */
const RECENT_WORLDS = 5

/** The worlds that were open here last; null until they were read. */
export function useRecentWorlds(context: Context | null): readonly CommandChoice[] | null {
  const { person } = useMe()
  const [recent, setRecent] = useState<readonly KnownWorld[] | null>(null)
  useEffect(() => {
    let isWanted = true
    void worldsOnDevice(person.id).then((worlds) => isWanted && setRecent(worlds))
    return () => void (isWanted = false)
  }, [person.id])
  return useMemo(
    () => context && recent && otherWorlds(context, recent).slice(0, RECENT_WORLDS),
    [context, recent],
  )
}

export function useEntries(context: Context | null): FindEntries {
  const [listed] = useWorlds()
  const worlds = listed.state === 'asking' ? NO_WORLDS : listed.worlds
  return useMemo(() => entriesOf(context, worlds), [context, worlds])
}

/** Read once, when something is typed. */
function entriesOf(context: Context | null, worlds: readonly ListedWorld[]): FindEntries {
  if (!context) return () => []
  const commands = commandsFor(context)
  let everything: readonly CommandChoice[] | null = null
  return (query) => {
    if (query.trim() === '') return commands.filter(({ icon }) => typeof icon !== 'object')
    everything ??= [
      ...commands,
      ...(context.mode === 'write' ? STARTERS.map((starter) => starterChoice(context, starter)) : []),
      ...people(context),
      ...headings(context),
      ...things(context),
      ...otherWorlds(context, worlds),
    ]
    return everything
  }
}

const NO_WORLDS: readonly ListedWorld[] = []

/** Commands without a button on a phone come first there. */
const ON_PHONE: readonly CommandGroup[] = [
  'World',
  'View',
  'Selected things',
  'Walk',
  'Go',
  'Play',
  'Write',
  'Make',
  'Select',
]
const ON_WIDE: readonly CommandGroup[] = [
  'Selected things',
  'Walk',
  'Make',
  'Go',
  'Write',
  'View',
  'Play',
  'World',
  'Select',
]

function commandsFor(context: Context): readonly CommandChoice[] {
  const order = context.isPhone ? ON_PHONE : ON_WIDE
  return (
    allCommands()
      // The palette itself is open already.
      .filter(
        (command) => command.id !== 'find' && fits(command, context) && (command.when?.(context) ?? true),
      )
      .toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
      .flatMap(choiceOf)
  )
}

function choiceOf({ id, title, group, words, keys, sprite, does }: Command): CommandChoice[] {
  if (does.kind === 'hand') return []
  return [
    {
      id,
      title,
      note: group,
      does,
      icon: sprite === undefined ? 'command' : { sprite },
      ...(words !== undefined && { words }),
      ...(keys?.[0] !== undefined && { keys: shownKeys(keys[0]) }),
    },
  ]
}

function starterChoice(context: Context, starter: (typeof STARTERS)[number]): CommandChoice {
  const { world, viewport, floor } = context
  return {
    id: `starter-${starter.name}`,
    title: `Add a starter thing: ${starter.name}`,
    note: starter.words,
    words: 'new create code alive',
    icon: { sprite: starter.sprite },
    does: runs(() => makeStarter(world, starter, (size) => placeBeside(world.view, floor, viewport, size))),
  }
}

function things(context: Context): CommandChoice[] {
  const { world, floor } = context
  const choices: CommandChoice[] = []
  for (const { id, name, look, host } of world.view.artifacts()) {
    if ((id === world.view.root && id === floor) || isWithPeople(world.view, id)) continue
    const isRoot = id === world.view.root
    choices.push({
      id: `thing-${id}`,
      title: isRoot ? world.view.title : nameAsTitle(name),
      note: isRoot ? 'the world’s main floor' : host === floor ? 'here' : noteOf(context, host),
      icon: isRoot ? 'page' : { sprite: look.sprite },
      does: runs((now) => reveal(now, id)),
    })
  }
  return choices
}

function headings({ world, floor }: Context): CommandChoice[] {
  return headingsOf(pageOf(world.view, floor) ?? '').map(({ text, line }) => ({
    id: `heading-${line}`,
    title: text,
    note: 'on this page',
    icon: 'heading',
    does: runs(() => world.selection.point({ id: floor, line }, true)),
  }))
}

function people({ world }: Context): CommandChoice[] {
  const roster = rosterOf(othersIn(world.presence), peopleHereIn(world.view).all(), { body: bodyIn(world) })
  return roster.flatMap(({ client, key, name }): CommandChoice[] =>
    client === null
      ? []
      : [
          {
            id: `person-${key}`,
            title: `Follow ${name}`,
            note: 'is here now',
            icon: 'person',
            does: runs(() => world.following.set(client)),
          },
        ],
  )
}

function otherWorlds(
  { world }: Context,
  worlds: readonly Pick<KnownWorld, 'address' | 'title'>[],
): CommandChoice[] {
  if (isFramed) return []
  return worlds
    .filter(({ address }) => address !== world.replica.address)
    .map(({ address, title }) => ({
      id: `world-${address}`,
      title: title.trim() === '' ? address : title,
      note: address,
      words: address,
      icon: 'world',
      does: runs(() => go(pathOfWorld(address))),
    }))
}
