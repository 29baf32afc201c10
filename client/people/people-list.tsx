// The people here: round figures in the bar, and a list of everybody: near, elsewhere, writing or away, with
// the way to them.
import { Ear, Eye, FileText, Footprints, LocateFixed, Route, Share2, Shirt, Users } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { atLeast } from '../../shared/world/rights.ts'
import { isFramed } from '../api/frame-guest.ts'
import { usePhone } from '../browser/media.ts'
import { useMe as useMyself } from '../session/me.ts'
import { count } from '../words/counts.ts'
import { openLooks } from '../world/commands/overlay.ts'
import { CLOSED } from '../world/context/selection.ts'
import { afterDrawing } from '../browser/later.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { ownerClock } from '../world/motion/shown-motion.ts'
import { useGoTo, useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Sheet } from '../parts/drop-sheet.tsx'
import { nodeShown } from '../words/node-name.ts'
import { foreignNodeOf } from '../world/people/home-node.ts'
import { askToSpeak } from '../world/play/addressee.ts'
import { bodyIn, useMe, useMode, useRight, useYou } from '../world/play/you.ts'
import { FigureDrawing } from '../drawings/figure-drawing.tsx'
import { currentWalk } from '../world/play/walk-session.ts'
import { useHere } from '../world/people/people-here.ts'
import { openOwnPage, ownPageIn } from './own-page.ts'
import { colorOfPerson } from '../../shared/world/figures.ts'
import { usePresence } from '../world/people/others.ts'
import { useShownColor, useShownColors } from '../world/people/shown-colors.ts'
import {
  BY_PROGRAM,
  isByProgram,
  isThere,
  rosterOf,
  whereIs,
  type RosterEntry,
} from '../world/people/roster.ts'
import { systemClock } from '../device/system-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import './people-list.css'

/** The others, each once, those who are away too. */
function useRoster(): readonly RosterEntry[] {
  const world = useWorld()
  const people = useHere()
  useYou()
  const body = bodyIn(world)
  const colors = useShownColors()
  const tabs = usePresence(world.presence, (others) =>
    others.map(({ client, name, color, body }) => ({ client, name, color, body })),
  )
  return rosterOf(tabs, people, { body }).map((entry) => ({
    ...entry,
    color: colors.get(entry.key) ?? entry.color,
  }))
}

/** The colour in which others see one here. */
function useOwnColor(): string {
  const { person } = useMyself()
  useYou()
  return useShownColor(bodyIn(useWorld()) ?? '', colorOfPerson(person))
}

/** The others who are here now. */
export const useFigures = (): readonly RosterEntry[] => useRoster().filter(isThere)

/** How many figures stand in the bar before the rest is a number. */
const FIGURES_MAX = 4

interface PeopleProps {
  /** The list of the people here; `onGone` closes the panel around it. */
  readonly renderList: (onGone: () => void) => ReactNode
}

export function People({ renderList }: PeopleProps) {
  const figures = useFigures()
  const { person } = useMyself()
  const color = useOwnColor()
  const [isOpen, setOpen] = useState(false)
  const more = figures.length - FIGURES_MAX
  const isReader = person.kind === 'nobody'
  const others = figures.length === 0 ? 'nobody else' : count(figures.length, 'other')
  const label = `People: ${isReader ? '' : 'you and '}${others}`
  return (
    <Sheet
      title="Here now"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="people" aria-label={label}>
          {figures.slice(0, FIGURES_MAX).map(({ key, name, color }) => (
            <Round key={key} name={name} color={color} />
          ))}
          {more > 0 && <span className="people-more">+{more}</span>}
          {isReader ? (
            figures.length === 0 && <Users size={17} aria-hidden="true" />
          ) : (
            <Round name={person.name} color={color} />
          )}
        </button>
      }
    >
      {renderList(() => setOpen(false))}
    </Sheet>
  )
}

interface PeopleListProps {
  readonly viewport: Viewport
  /** Whether somebody may not speak here, as far as one may know. */
  readonly isMuted: (entry: RosterEntry) => boolean
  /** Further actions about somebody, at the end of their line. */
  readonly renderTools: (entry: RosterEntry, onGone: () => void) => ReactNode
  /** One goes on elsewhere: the panel around the list is closed. */
  readonly onGone?: (() => void) | undefined
}

/** Where people are is looked at so often while one reads it, in ms. */
const LOOK_MS = 1000
/** Most lines that are drawn: of a crowd the first by name. */
const LINES_MAX = 200

export function PeopleList({ viewport, isMuted, renderTools, onGone }: PeopleListProps) {
  const { person } = useMyself()
  const { selection } = useWorld()
  const roster = useRoster()
  const others = roster.filter(isThere).length
  const isWalking = useMode() === 'walk'
  const isPhone = usePhone()
  useWhile(LOOK_MS)
  function close(): void {
    if (selection.now.panel.kind === 'people') selection.open(CLOSED)
    onGone?.()
  }
  return (
    <>
      {isPhone && !isFramed && (
        <Button className="people-share" onClick={() => selection.open({ kind: 'share' })}>
          <Share2 size={16} aria-hidden="true" /> Share
        </Button>
      )}
      <ul className="people-list">
        {person.kind !== 'nobody' && <Me onOpen={close} />}
        {roster.slice(0, LINES_MAX).map((entry) => (
          <Line key={entry.key} {...{ entry, viewport, isMuted, renderTools }} onGone={close} />
        ))}
      </ul>
      {roster.length > LINES_MAX && (
        <p className="sheet-text">And {count(roster.length - LINES_MAX, 'other')}.</p>
      )}
      {others > 0 && (
        <p className="sheet-text">
          {isWalking
            ? 'See where they are, go to them, follow them, or whisper to them.'
            : 'See where they are, or see what they see.'}
        </p>
      )}
      {others === 0 && (
        <p className="sheet-text">
          {isFramed ? 'Nobody else yet.' : 'Nobody else yet. Share the link and write together.'}
        </p>
      )}
    </>
  )
}

function Me({ onOpen }: { readonly onOpen: () => void }) {
  const { person } = useMyself()
  const world = useWorld()
  const color = useOwnColor()
  const hasPage = atLeast(useRight(), 'edit') && ownPageIn(world) !== null
  return (
    <li className="people-line">
      <Small entry={{ name: person.name, color }} sprite={person.look?.sprite ?? null} />
      <span className="people-name">
        {person.name} <span className="people-where">you</span>
      </span>
      {hasPage && (
        <IconButton
          label="Your own page"
          onClick={() => {
            onOpen()
            openOwnPage(world)
          }}
        >
          <FileText size={17} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        label="How you look"
        onClick={() => {
          onOpen()
          openLooks()
        }}
      >
        <Shirt size={17} aria-hidden="true" />
      </IconButton>
    </li>
  )
}

interface PersonLineProps extends Pick<PeopleListProps, 'viewport' | 'isMuted' | 'renderTools'> {
  readonly entry: RosterEntry
  readonly onGone: () => void
}

function Line({ entry, viewport, isMuted, renderTools, onGone }: PersonLineProps) {
  const { replica, view, following, selection } = useWorld()
  const me = useMe()
  const isWalking = useMode() === 'walk'
  const show = useShow(viewport, isWalking)
  const { name, client, person } = entry
  const where = whereIs(entry, me, view, ownerClock.now())
  const isHere = person !== null && !person.avatar.isAway
  const way = isHere ? show(entry) : null
  const node = person === null ? null : foreignNodeOf(replica.address, person.avatar.account)
  return (
    <li className="people-line">
      <Small entry={entry} sprite={isHere ? person.avatar.look.sprite : null} />
      <span className="people-name">
        {name}{' '}
        <span className="people-where">
          {where}
          {isHere && isByProgram(person.avatar) && ` · ${BY_PROGRAM}`}
          {node !== null && ` · from ${nodeShown(node)}`}
          {isMuted(entry) && ' · muted'}
        </span>
      </span>
      {way !== null && (
        <IconButton
          label={`Show ${name}`}
          onClick={() => {
            way()
            onGone()
          }}
        >
          <LocateFixed size={17} aria-hidden="true" />
        </IconButton>
      )}
      {isWalking && isHere && way !== null && me !== null && (
        <IconButton
          label={`Go to ${name}`}
          onClick={() => {
            const somebody = view.artifact(person.id)
            if (somebody !== null) currentWalk.now?.goTo(somebody)
            onGone()
          }}
        >
          <Footprints size={17} aria-hidden="true" />
        </IconButton>
      )}
      {isWalking && isHere && me !== null && (
        <IconButton
          label={`Follow ${name}`}
          onClick={() => {
            const somebody = view.artifact(person.id)
            if (somebody !== null) currentWalk.now?.follow(somebody)
            onGone()
          }}
        >
          <Route size={17} aria-hidden="true" />
        </IconButton>
      )}
      {isHere && me !== null && (
        <IconButton
          label={`Whisper to ${name}`}
          onClick={() => {
            onGone()
            askToSpeak(selection, { kind: 'whisper', to: person.id, name })
          }}
        >
          <Ear size={17} aria-hidden="true" />
        </IconButton>
      )}
      {client !== null && !isWalking && (
        <IconButton
          label={`Follow ${name}`}
          onClick={() => {
            following.set(client)
            onGone()
          }}
        >
          <Eye size={17} aria-hidden="true" />
        </IconButton>
      )}
      {renderTools(entry, onGone)}
    </li>
  )
}

/** How to see somebody; null where one cannot: a walker sees the floor that they are on. */
function useShow(viewport: Viewport, isWalking: boolean): (entry: RosterEntry) => (() => void) | null {
  const { view } = useWorld()
  const shown = useShownFloor()
  const goTo = useGoTo()
  return ({ person }) => {
    const artifact = person === null ? null : view.artifact(person.id)
    const host = artifact?.host ?? null
    const y = artifact?.walk?.toY ?? artifact?.place?.y
    if (host === null || host === 'limbo' || y === undefined) return null
    if (host === shown) return () => viewport.show(y)
    if (isWalking) return null
    return () => {
      goTo(host)
      afterDrawing(() => viewport.show(y))
    }
  }
}

interface SmallProps {
  readonly entry: Pick<RosterEntry, 'name' | 'color'>
  /** Null: their letter is shown. */
  readonly sprite: string | null
}

function Small({ entry: { name, color }, sprite }: SmallProps) {
  if (sprite === null) return <Round name={name} color={color} />
  return (
    <span className="people-figure" style={{ '--who': color }}>
      <FigureDrawing sprite={sprite} facing="down" isKneeling={false} />
    </span>
  )
}

/** Drawn by the style sheet: the letter is a picture of somebody, no word to be read. */
function Round({ name, color }: { readonly name: string; readonly color: string }) {
  const letter = String.fromCodePoint(name.codePointAt(0) ?? 63).toUpperCase()
  return <span className="round" style={{ '--who': color }} data-letter={letter} aria-hidden="true" />
}

/** Draws a part anew now and then: for facts that change with time alone, such as who is near. */
function useWhile(everyMs: number): void {
  const [, setTimes] = useState(0)
  useEffect(() => repeat(() => setTimes((times) => times + 1), { everyMs, clock: systemClock }), [everyMs])
}
