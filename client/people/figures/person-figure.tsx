// Somebody on the floor: their figure, their name, what they say. It is no thing: nothing that builds touches
// it.
import { memo, useLayoutEffect, useMemo, useRef } from 'react'
import { ORDER_MAX } from '../../../shared/world/limits.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { heldBy, type PresentPerson } from '../../../shared/world/view/present-people.ts'
import { pixels, restOf, useMotion, type DrawWalk } from '../../world/motion/shown-motion.ts'
import { drawnIn, nameSide, sideOf } from '../../world/geometry/floor-side.ts'
import { inksOf } from '../../drawings/person-colors.ts'
import { nodeShown, nodeWords } from '../../words/node-name.ts'
import { Bubble, type BubbleHandle, type BubbleSide } from '../../drawings/speech-bubble.tsx'
import { FigureDrawing } from '../../drawings/figure-drawing.tsx'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Facing } from '../../../shared/world/place.ts'
import { useArtifactStates, useThingsOn } from '../../world/context/use-world.ts'
import { DrawnThing } from '../../drawings/drawn-thing.tsx'
import './in-hand.css'
import { BY_PROGRAM, isByProgram, isWriting } from '../../world/people/roster.ts'
import { sameInList } from '../../world/people/people-here.ts'
import { useShownColor } from '../../world/people/shown-colors.ts'
import type { ShowMoved } from './people-in-band.ts'
import { useSheet } from './look-sheets.ts'
import './person-figure.css'

interface PersonFigureProps {
  /** Their shown position: for oneself, the predicted one. */
  readonly person: PresentPerson
  readonly isMe: boolean
  /** Another node that they are of; null: of this one. */
  readonly node: string | null
  /** Whether one can do something to them: walkers do, writers look past them. */
  readonly isNear: boolean
  /** They are one of many. */
  readonly isInCrowd: boolean
  /** How their walk is drawn; as others' unless given. */
  readonly draw: DrawWalk | undefined
  /** Where the depth of what is drawn is counted from; see `depthStart`. */
  readonly depthFrom: number
  /** Asks for what moves them without drawing them anew; see `PeopleInBand`. */
  readonly moveBy?: (move: ShowMoved) => () => void
}

/** Nearer to the top of the floor, in pixels, there is no room for words above somebody. */
const ROOM_FOR_WORDS = 110

/** A name of so many letters has room, however wide they are. */
const SHORT_NAME = 10

export const Figure = memo(function Figure({
  person,
  isMe,
  node,
  isNear,
  isInCrowd,
  draw,
  depthFrom,
  moveBy,
}: PersonFigureProps) {
  const { id, name, place, walk, avatar } = person
  const element = useRef<HTMLDivElement>(null)
  const shown = { ...(place ?? NOWHERE), walk, isHeld: false, draw }
  const rest = restOf(shown)
  const show = useMotion(element, shown)
  const held = useTopOf(id)
  const color = useShownColor(id, avatar.look.color)
  const sheet = useSheet(avatar.look.sprite, color, isInCrowd && !avatar.isKneeling)
  const isPlain = held === null && sheet !== null
  const moved = useRef<PresentPerson>(null)
  const words = useRef<BubbleHandle>(null)
  useLayoutEffect(() => {
    // What is drawn now knows nothing of what was written into the element before.
    if (element.current && moved.current !== null && moved.current !== person) {
      standElsewhere(element.current, person, depthFrom)
      words.current?.turn(wordsAt(person))
    }
    moved.current = null
  }, [person, depthFrom])
  useLayoutEffect(
    () =>
      isPlain
        ? moveBy?.((next) => {
            if (!element.current || next.place === null || !sameInList(person, next)) return false
            standElsewhere(element.current, next, depthFrom)
            words.current?.turn(wordsAt(next))
            moved.current = next
            show({ ...next.place, walk: next.walk, isHeld: false, draw })
            return true
          })
        : undefined,
    [isPlain, moveBy, person, show, draw, depthFrom],
  )
  if (place === null) return null
  const isTouchable = isNear && !isMe
  const { light, dark } = inksOf(color)
  // Nothing here is inherited by the figure's parts: a step then styles one element, which takes a quarter.
  const body = { '--who': color, '--drawn-in': `${drawnIn(person)}px` }
  const drawing = (
    <>
      <span className="figure-shadow" aria-hidden="true" />
      {sheet === null ? (
        <FigureDrawing sprite={avatar.look.sprite} facing={place.facing} isKneeling={avatar.isKneeling} />
      ) : (
        <span
          className="figure-cell"
          data-facing={place.facing}
          style={{ backgroundImage: `url(${sheet})` }}
        />
      )}
      {held !== null && <InHand thing={held} facing={place.facing} />}
    </>
  )
  return (
    <div
      ref={element}
      className="figure"
      data-me={isMe || undefined}
      data-walking={walk !== null || undefined}
      data-side={nameSide(person)}
      style={{ translate: pixels(rest), zIndex: depthOf(person, depthFrom) }}
    >
      {isTouchable ? (
        <button
          type="button"
          className="figure-body"
          style={body}
          data-person={id}
          aria-label={labelOf(person, node, held)}
        >
          {drawing}
        </button>
      ) : (
        <span className="figure-body" style={body}>
          {drawing}
        </span>
      )}
      <Bubble ref={words} id={id} {...wordsAt(person)} />
      <span
        className="figure-name"
        data-long={name.length + (node?.length ?? 0) > SHORT_NAME || undefined}
        aria-hidden={isTouchable}
      >
        <span className="figure-words" style={{ color: `light-dark(${light}, ${dark})` }}>
          {name}
          {node !== null && <span className="figure-node"> · {nodeShown(node)}</span>}
        </span>
      </span>
    </div>
  )
})

function labelOf({ name, avatar }: PresentPerson, node: string | null, held: Artifact | null): string {
  const whose = node === null ? name : `${name} from ${nodeWords(node)}`
  const holds = held === null || held.name === '' ? '' : `, holding ${held.name}`
  const does = isByProgram(avatar) ? `, ${BY_PROGRAM}` : isWriting(avatar) ? ', writing' : ''
  return `${whose}${does}${holds}`
}

/** Where somebody's words stand. */
function wordsAt(person: PresentPerson): BubbleSide {
  const { place, walk } = person
  const { y } = restOf({ ...(place ?? NOWHERE), walk, isHeld: false })
  return { side: sideOf(person), isHigh: y < ROOM_FOR_WORDS }
}

/**
 * Writes into a figure what it would be drawn with where somebody else stands or goes. Who is drawn from a
 * sheet, with empty hands, differs in nothing else but where their words stand.
 */
function standElsewhere(figure: HTMLElement, person: PresentPerson, depthFrom: number): void {
  const { place, walk } = person
  if (place === null) return
  const rest = restOf({ ...place, walk, isHeld: false })
  figure.style.translate = pixels(rest)
  figure.style.zIndex = String(depthOf(person, depthFrom))
  standWithin(figure, `${drawnIn(person)}px`)
  setOrDelete(figure.dataset, 'walking', walk === null ? undefined : 'true')
  setOrDelete(figure.dataset, 'side', nameSide(person))
  const cell = figure.querySelector<HTMLElement>('.figure-cell')
  if (cell !== null) cell.dataset['facing'] = place.facing
}

/** All that is drawn of them would get its style anew, so it is written only where they come to an edge. */
function standWithin(figure: HTMLElement, drawnIn: string): void {
  const body = figure.querySelector<HTMLElement>('.figure-body')
  if (body !== null && body.style.getPropertyValue('--drawn-in') !== drawnIn)
    body.style.setProperty('--drawn-in', drawnIn)
}

/**
 * Over the things of the same layer that stand further up. Reckoned here, as `.thing` has it in the style
 * sheet: that would do it again with each step of everybody.
 */
function depthOf({ place, walk, look }: PresentPerson, from: number): number {
  const { y } = restOf({ ...(place ?? NOWHERE), walk, isHeld: false })
  return ORDER_MAX * DEPTHS + Math.min(DEPTHS - 1, Math.max(0, Math.round(y + look.height - from)))
}

/** Of one layer. */
const DEPTHS = 65_536

function setOrDelete(data: DOMStringMap, key: string, value: string | undefined): void {
  if (value === undefined) delete data[key]
  else if (data[key] !== value) data[key] = value
}

const NOWHERE = { x: 0, y: 0 }

/**
 * The thing that somebody picked up last; null: their hands are empty, as most are at most times. Of a crowd
 * nobody is asked who has nothing: the view changes twenty times a second.
 */
function useTopOf(body: ArtifactId): Artifact | null {
  const held = useThingsOn(body)
  const ids = useMemo(() => new Set(held), [held])
  return useArtifactStates(ids, (view) => (ids.size === 0 ? null : (heldBy(view, body)[0] ?? null)))
}

interface InHandProps {
  readonly thing: Artifact
  readonly facing: Facing
}

/** The top thing in somebody's hands, drawn beside them: so everybody sees who has the lamp. */
function InHand({ thing, facing }: InHandProps) {
  return (
    <span className="in-hand" data-facing={facing} aria-hidden="true">
      <DrawnThing look={thing.look} isInPlay />
    </span>
  )
}
