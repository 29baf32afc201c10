// Commands for walkers: actions with things nearby, and how one gets back to writing.
import { parseArtifactId } from '../../../../shared/world/address.ts'
import type { Artifact } from '../../../../shared/world/artifact.ts'
import { askToSpeak } from '../../../world/play/addressee.ts'
import { focusQuestion } from '../../../world/play/question-focus.ts'
import { SAY } from '../../../world/play/voices.ts'
import { whisperTo } from '../../../walk/walk-actions.ts'
import { openOwnPage, ownPageIn } from '../../../people/own-page.ts'
import { comeHere, switchToWriting, switchToWalking } from '../../../walk/mode-change.ts'
import { currentWalk, type ThingDeed } from '../../../world/play/walk-session.ts'
import {
  BY_HAND,
  runs,
  type Command,
  type Context,
  type RunningCommand,
} from '../../../world/commands/command-types.ts'
import { notify } from '../../../notices/notices.ts'
import { meIn } from '../../../world/play/you.ts'
import { keysOf, SHORTCUTS } from '../../../device/shortcuts.ts'

const NOTHING = 'Nothing is close enough. Walk up to something first.'

/** The pressed thing, or the one with the focus, else the one in front of the person. */
function target(): Artifact | null {
  const control = currentWalk.now
  const { activeElement: active } = document
  const focused = active instanceof HTMLElement ? (active.dataset['thing'] ?? active.dataset['person']) : null
  const id = control?.chosen() ?? parseArtifactId(focused)
  return (id === null ? null : control?.world.view.artifact(id)) ?? control?.target() ?? null
}

function does(deed: ThingDeed): RunningCommand {
  return runs(() => {
    const thing = target()
    if (thing === null) currentWalk.now?.say(NOTHING)
    else currentWalk.now?.does(deed, thing)
  })
}

/** A thing that can be picked up is; else the held one is put down. */
function pickUpOrPutDown(): void {
  const thing = target()
  if (thing?.properties.pickable === true) currentWalk.now?.does('pickUp', thing)
  else currentWalk.now?.putDown()
}

/** How soon a key has to be pressed again, in ms. */
const AGAIN_MS = 5_000

let asked: { readonly words: string; readonly at: number } | null = null

/** A letter takes nobody to another world before they read where to: it is pressed again. */
function isConfirmed(words: string): boolean {
  const isAgain = asked?.words === words && performance.now() - asked.at < AGAIN_MS
  asked = isAgain ? null : { words, at: performance.now() }
  if (!isAgain) currentWalk.now?.say(words)
  return isAgain
}

function goIn({ world }: Context): void {
  const thing = target()
  const to = thing?.properties.portal ?? world.replica.address
  if (thing === null) currentWalk.now?.say(NOTHING)
  else if (to === world.replica.address || isConfirmed(`Press ${keysOf('walkIn')} again to go to ${to}.`))
    currentWalk.now?.does('enter', thing)
}

/** A person who looks at this world from elsewhere comes here, as by *Come here*. */
function leave({ world }: Context): void {
  const { address } = world.replica
  const avatar = meIn(world)?.avatar
  if (avatar == null) return comeHere(world)
  const home = `${avatar.account}/home`
  const to = avatar.visits.at(-1)?.world ?? home
  const where = to === home ? 'home' : `to ${to}`
  if (to === address || isConfirmed(`Press ${keysOf('walkLeave')} again to go ${where}.`))
    currentWalk.now?.leave()
}

function whisper({ world }: Context): void {
  const person = target()
  if (person?.avatar == null) currentWalk.now?.say('Walk up to someone first to whisper to them.')
  else askToSpeak(world.selection, whisperTo(person))
}

/** Stops following the followed person. */
function followOrStop(): void {
  const control = currentWalk.now
  const person = target()
  if (control?.following() != null) control.unfollow()
  else if (person?.avatar == null) control?.say('Walk up to someone first to follow them.')
  else control?.follow(person)
}

const isWriting = (): boolean => document.activeElement?.closest('.page') != null
const isOnFloor = (): boolean => document.activeElement?.closest('.thing, .figure') == null

export const WALKING: readonly Command[] = [
  {
    id: 'walk',
    title: 'Walk',
    group: 'Go',
    mode: 'write',
    keys: SHORTCUTS.walk,
    inText: true,
    words: 'stand up play move avatar',
    when: ({ world }) => world.selection.now.ids.size === 0,
    does: runs(({ world, isPhone, floor }) => switchToWalking(world, isPhone, floor)),
  },
  {
    id: 'leave-page',
    title: 'Stop writing',
    group: 'Write',
    keys: SHORTCUTS.leavePage,
    inText: 'bare',
    words: 'blur stop writing',
    when: isWriting,
    does: runs(({ viewport }) => viewport.window?.focus({ preventScroll: true })),
  },
  {
    id: 'kneel',
    title: 'Write where you left off',
    group: 'Walk',
    needs: 'edit',
    keys: SHORTCUTS.kneel,
    words: 'kneel edit build text',
    does: runs(({ world, viewport }) => switchToWriting(world, viewport)),
  },
  {
    id: 'own-page',
    title: 'Your own page',
    group: 'Go',
    needs: 'edit',
    words: 'body me myself home code behavior write',
    when: ({ world }) => ownPageIn(world) !== null,
    does: runs(({ world }) => openOwnPage(world)),
  },
  hand('go', 'Walk', ['ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowRight', 'W', 'A', 'S', 'D']),
  hand('next', 'Go to the next thing or person nearby', ['Tab']),
  {
    id: 'walk-use',
    title: 'Use what is in front of you',
    group: 'Walk',
    keys: SHORTCUTS.walkUse,
    words: 'press open read',
    does: does('use'),
  },
  {
    id: 'walk-hold',
    title: 'Pick up or put down',
    group: 'Walk',
    keys: SHORTCUTS.walkHold,
    words: 'take drop hold carry',
    does: runs(pickUpOrPutDown),
  },
  {
    id: 'walk-put',
    title: 'Put down what you hold',
    group: 'Walk',
    keys: SHORTCUTS.walkPut,
    words: 'drop leave',
    does: runs(() => currentWalk.now?.putDown()),
  },
  {
    id: 'walk-push',
    title: 'Push what is in front of you',
    group: 'Walk',
    keys: SHORTCUTS.walkPush,
    words: 'move shove',
    does: does('push'),
  },
  {
    id: 'walk-in',
    title: 'Go into what is in front of you',
    group: 'Walk',
    keys: SHORTCUTS.walkIn,
    words: 'enter door portal inside',
    does: runs(goIn),
  },
  {
    id: 'walk-leave',
    title: 'Go back to where you were before',
    group: 'Walk',
    keys: SHORTCUTS.walkLeave,
    words: 'back out home',
    does: runs(leave),
  },
  {
    id: 'walk-say',
    title: 'Say something',
    group: 'Walk',
    keys: SHORTCUTS.walkSay,
    words: 'talk chat speak',
    when: isOnFloor,
    does: runs(({ world }) => askToSpeak(world.selection, SAY)),
  },
  {
    id: 'answer',
    title: 'Answer the question that something asks you',
    group: 'Play',
    keys: SHORTCUTS.answerQuestion,
    inText: true,
    words: 'reply choose form',
    does: runs(() => {
      if (!focusQuestion()) notify({ text: 'Nothing asks you anything just now.' })
    }),
  },
  {
    id: 'walk-whisper',
    title: 'Whisper to the person in front of you',
    group: 'Walk',
    keys: SHORTCUTS.walkWhisper,
    words: 'talk private',
    does: runs(whisper),
  },
  {
    id: 'walk-follow',
    title: 'Follow the person in front of you, or stop',
    group: 'Walk',
    keys: SHORTCUTS.walkFollow,
    words: 'go after come along together',
    does: runs(followOrStop),
  },
  {
    id: 'walk-fit',
    title: 'Fit the floor to the window',
    group: 'Walk',
    keys: SHORTCUTS.walkFit,
    words: 'zoom fit view see all room',
    does: runs(({ viewport }) => viewport.zoom?.fitTo('floor')),
  },
]

function hand(id: string, title: string, keys: readonly string[]): Command {
  return { id: `hand-walk-${id}`, title, group: 'Walk', keys, keysOf: 'pointer', does: BY_HAND }
}
