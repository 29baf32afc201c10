// A thing on the floor: its drawing, its name when one is near it, and the gestures on it.
import { memo, Suspense, useId, useRef } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { ORDER_MAX } from '../../../shared/world/limits.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { OtherTab } from '../../world/people/others.ts'
import { Bubble } from '../../drawings/speech-bubble.tsx'
import { usePersonalLooks } from '../../world/play/personal.ts'
import type { SpeechInSight } from '../../world/play/hearing.ts'
import { isWorded } from '../../drawings/drawn-sprites.ts'
import { drawnBox } from '../../drawings/drawn-look.ts'
import { Drawing } from '../../drawings/thing-drawing.tsx'
import { nameThing } from '../../world/context/act.ts'
import type { Box } from '../../world/geometry/box.ts'
import { useDragFollowing, useDragged, type DragState } from '../gestures/drag-state.ts'
import { pixels, restOf, useMotion } from '../../world/motion/shown-motion.ts'
import { NameField } from '../../parts/name-field.tsx'
import { useSelected, type Selected } from '../../world/context/selection.ts'
import { nameSide, sideOf } from '../../world/geometry/floor-side.ts'
import { useRestingMoves, useRestingThing } from './resting-thing.ts'
import { onThingKey } from '../gestures/thing-keys.ts'
import { useHasCode, useWorld } from '../../world/context/use-world.ts'
import { later } from '../../browser/lazily.ts'

const BoardWords = later(() => import('./board-words.tsx'))
const TintFilter = later(() => import('../../drawings/tint-filter.tsx'))
const DoorMark = later(() => import('../../parts/world/door-mark.tsx'))
const LifeMark = later(() => import('../../parts/world/life-mark.tsx'))
const ThingTools = later(() => import('../tools/thing-tools.tsx'))

export type Holder = Pick<OtherTab, 'client' | 'name' | 'color' | 'selected'>

interface ThingProps {
  readonly id: ArtifactId
  /** On which it is drawn. */
  readonly floor: ArtifactId
  readonly hold: DragState
  /** The others who have it selected. */
  readonly holders: readonly Holder[]
  /** Where somebody else holds it just now; null when nobody does. */
  readonly theirs: Box | null
  /** Its present words. */
  readonly said: SpeechInSight | null
  /** One walks here: nothing is selected, moved or named. */
  readonly isFixed: boolean
}

export const Thing = memo(function Thing(props: ThingProps) {
  const { id, hold, theirs, said, isFixed } = props
  const { selection, past } = useWorld()
  const choice = useSelected(selection, (now) => choiceIn(now, { id, isFixed, isPast: past !== null }))
  const isHeld = useDragged(hold, id)
  const isPlain = choice === 'none' && !isHeld && theirs === null && said === null
  const artifact = useRestingThing(id, isPlain)
  return artifact && <RestingThing {...props} {...{ artifact, choice, isHeld, isPlain }} />
})

interface RestingThingProps extends ThingProps {
  readonly artifact: Artifact
  readonly choice: SelectionOfThing
  readonly isHeld: boolean
  /** Nobody does anything with it. */
  readonly isPlain: boolean
}

function RestingThing(props: RestingThingProps) {
  const { artifact, choice, floor, hold, holders, isHeld, isPlain, theirs, said, isFixed } = props
  const world = useWorld()
  const { selection } = world
  const isPicked = !isFixed || world.past !== null
  const { id, name, place, look } = artifact
  const mine = usePersonalLooks(id)
  const called = mine.name ?? name
  const sprite = mine.sprite ?? look.sprite
  const { portal } = artifact.properties
  const tint = useId()
  const isSelected = choice !== 'none'
  const hasCode = useHasCode(id)
  const element = useRef<HTMLDivElement>(null)
  const { width, height } = theirs ?? look
  const shown = { ...(theirs ?? place ?? NOWHERE), walk: artifact.walk, isHeld: theirs !== null }
  const rest = restOf(shown)
  useDragFollowing({ hold, id, element, isHeld }, { ...rest, width, height })
  const show = useMotion(element, { ...shown, isHeld: isHeld || theirs !== null })
  useRestingMoves({ element, isPlain, drawn: artifact, rest, show })
  if (!place || artifact.host !== floor) return null

  return (
    <div
      ref={element}
      className="thing"
      data-selected={isSelected || undefined}
      data-held={isHeld || undefined}
      data-theirs={theirs !== null || undefined}
      data-pinned={artifact.pinned || undefined}
      data-side={nameSide(artifact)}
      data-area={isArea(sprite) || undefined}
      data-unseen={(isFixed && look.opacity === 0) || undefined}
      style={{
        translate: pixels(rest),
        width,
        height,
        '--order': look.order + ORDER_MAX,
        '--y': rest.y,
        '--tall': height,
      }}
    >
      <button
        type="button"
        className="thing-body"
        aria-label={called === '' ? 'A thing without a name' : called}
        aria-pressed={isPicked ? isSelected : undefined}
        data-thing={id}
        {...drawnBox(look, tint, !isFixed)}
        onClick={(event) => event.currentTarget.focus({ preventScroll: true })}
        onFocus={() => isPicked && selection.reach(id)}
        onKeyDown={(event) => !isFixed && onThingKey(event, world, id)}
      >
        <Drawing name={sprite} />
        {isWorded(sprite) && (
          <Suspense fallback={null}>
            <BoardWords id={id} sprite={sprite} />
          </Suspense>
        )}
      </button>
      {look.tint !== null && (
        <Suspense fallback={null}>
          <TintFilter id={tint} tint={look.tint} />
        </Suspense>
      )}
      {hasCode && (
        <Suspense fallback={null}>
          <LifeMark id={id} name={name} side={Math.min(look.width, look.height)} />
        </Suspense>
      )}
      {portal !== null && (
        <Suspense fallback={null}>
          <DoorMark to={portal} side={Math.min(look.width, look.height)} />
        </Suspense>
      )}
      {said !== null && <Bubble id={id} side={sideOf(artifact)} isHigh={rest.y < ROOM_FOR_WORDS} />}
      {isSelected && <span className="thing-outline" aria-hidden="true" />}
      {choice === 'alone' && !isHeld && (
        <Suspense fallback={null}>
          <ThingTools artifact={artifact} />
        </Suspense>
      )}
      {holders.map(({ client, color, name: who }) => (
        <span key={client} className="thing-holder" style={{ '--who': color }}>
          <span className="other-name">{who}</span>
        </span>
      ))}
      {choice === 'named' ? (
        <NameField
          className="thing-name-field"
          name={name}
          onName={(next) => nameThing(world, id, next)}
          onDone={selection.stopNaming}
        />
      ) : (
        // The button above says the name already, to those who listen.
        <span className="thing-name" aria-hidden="true" onDoubleClick={() => !isFixed && selection.name(id)}>
          {called}
        </span>
      )}
    </div>
  )
}

/** How a thing is selected: among others, alone with its tools at hand, or while its name is written. */
type SelectionOfThing = 'none' | 'some' | 'alone' | 'named'

interface Chooser {
  readonly id: ArtifactId
  readonly isFixed: boolean
  readonly isPast: boolean
}

/** In the past things are selected to be copied or restored, and nothing else is done with them. */
function choiceIn(now: Selected, { id, isFixed, isPast }: Chooser): SelectionOfThing {
  if (isPast) return now.ids.has(id) ? 'some' : 'none'
  return isFixed ? 'none' : choiceOf(now, id)
}

function choiceOf({ ids, id: last, naming, panel }: Selected, id: ArtifactId): SelectionOfThing {
  if (!ids.has(id)) return 'none'
  if (naming && last === id) return 'named'
  return last === id && ids.size === 1 && panel.kind !== 'inspector' ? 'alone' : 'some'
}

/** Nearer to the top of the floor, in pixels, there is no room for words above a thing. */
const ROOM_FOR_WORDS = 90

const NOWHERE = { x: 0, y: 0 }
