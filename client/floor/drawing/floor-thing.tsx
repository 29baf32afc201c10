// A thing on the floor: its drawing, its name when one is near it, and the gestures on it.
import { memo, Suspense, useId, useLayoutEffect } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { ORDER_MAX } from '../../../shared/world/limits.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { OtherTab } from '../../world/people/others.ts'
import type { SpeechInSight } from '../../world/play/hearing.ts'
import { isWorded } from '../../drawings/drawn-sprites.ts'
import { drawnBox } from '../../drawings/drawn-look.ts'
import { drawingOf } from '../../drawings/thing-drawing.tsx'
import { nameThing } from '../../world/context/act.ts'
import type { Box } from '../../world/geometry/box.ts'
import type { DragState } from '../gestures/drag-state.ts'
import { pixels, restOf } from '../../world/motion/shown-motion.ts'
import { NameField } from '../../parts/name-field.tsx'
import { nameSide, sideOf } from '../../world/geometry/floor-side.ts'
import { useShownThing, type ShownThing } from './shown-thing.ts'
import type { ThingSpot } from './thing-element.ts'
import { togetherWith } from '../../world/edits/groups.ts'
import { onThingKey } from '../gestures/thing-keys.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { later } from '../../browser/lazily.ts'
import { nameAsTitle } from '../../../shared/world/artifact.ts'

const BoardWords = later(() => import('./board-words.tsx'))
const TintFilter = later(() => import('../../drawings/tint-filter.tsx'))
const DoorMark = later(() => import('../../parts/world/door-mark.tsx'))
const Bubble = later(async () => ({ default: (await import('../../drawings/speech-bubble.tsx')).Bubble }))
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
  const { id, floor, hold, holders, theirs, said, isFixed } = props
  const world = useWorld()
  const tint = useId()
  const { drawn, attach, draw } = useShownThing({
    id,
    hold,
    isFixed,
    isBusy: theirs !== null || said !== null,
  })
  const stands = drawn && standing(drawn, theirs)
  useLayoutEffect(() => {
    if (drawn && stands) draw(drawn, stands)
  })
  if (!drawn?.artifact.place || !stands || drawn.artifact.host !== floor) return null
  const { artifact, choice, isHeld, hasCode, mine } = drawn
  const { selection } = world
  const { name, look } = artifact
  const { portal } = artifact.properties
  const called = mine.name ?? name
  const sprite = mine.sprite ?? look.sprite
  const isPicked = !isFixed || world.past !== null
  const isSelected = choice !== 'none'
  const { x, y, width, height } = stands.box
  return (
    <div
      ref={attach}
      className="thing"
      data-selected={isSelected || undefined}
      data-held={isHeld || undefined}
      data-theirs={theirs !== null || undefined}
      data-pinned={artifact.pinned || undefined}
      data-side={nameSide(artifact)}
      data-area={isArea(sprite) || undefined}
      data-unseen={(isFixed && look.opacity === 0) || undefined}
      style={{
        translate: pixels({ x, y }),
        width,
        height,
        '--order': look.order + ORDER_MAX,
        '--y': y,
        '--tall': height,
      }}
    >
      <button
        type="button"
        className="thing-body"
        aria-label={nameAsTitle(called)}
        aria-pressed={isPicked ? isSelected : undefined}
        data-thing={id}
        {...drawnBox(look, tint, !isFixed)}
        onClick={(event) => event.currentTarget.focus({ preventScroll: true })}
        onFocus={() => isPicked && selection.reach(togetherWith(world, [id]))}
        onKeyDown={(event) => !isFixed && onThingKey(event, world, id)}
      >
        {drawingOf(sprite)}
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
      {said !== null && (
        <Suspense fallback={null}>
          <Bubble id={id} side={sideOf(artifact)} isHigh={y < ROOM_FOR_WORDS} />
        </Suspense>
      )}
      {isSelected && (
        <span
          className="thing-outline"
          aria-hidden="true"
          style={{ '--left': x, '--above': y, '--wide': width }}
        />
      )}
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
          onName={(next) => void nameThing(world, id, next)}
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
})

/** Where a thing stands when all motion is over, and how it comes there. */
function standing({ artifact, isHeld }: ShownThing, theirs: Box | null): ThingSpot {
  const { place, walk, look } = artifact
  const { width, height } = theirs ?? look
  const shown = { ...(theirs ?? place ?? NOWHERE), walk, isHeld: theirs !== null }
  const { x, y } = shown
  return {
    box: { ...restOf(shown), width, height },
    motion: { x, y, walk, isHeld: isHeld || theirs !== null },
  }
}

/** Nearer to the top of the floor, in pixels, there is no room for words above a thing. */
const ROOM_FOR_WORDS = 90

const NOWHERE = { x: 0, y: 0 }
