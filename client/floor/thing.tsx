// A thing on the floor: its drawing, its name when one is near it, and what a hand can do with it.
import { memo, Suspense, useRef, useState, type KeyboardEvent } from 'react'
import type { Artifact } from '../../shared/world/artifact.ts'
import { NAME_MAX } from '../../shared/world/limits.ts'
import { begin } from '../parts/begin.ts'
import type { Speech } from '../../shared/world/now-values.ts'
import type { Other } from '../people/presence.ts'
import { Bubble } from '../play/bubble.tsx'
import { Drawing } from '../sprites/drawing.tsx'
import { move, nameThing, putAway, use } from './act.ts'
import { GRID, kept, STEP, useDrag } from './drag.ts'
import { LifeMark, ThingTools } from './later.ts'
import { pixels, restOf, shownAt, useMotion } from './motion.ts'
import { useSelected } from './selection.ts'
import { sideOf } from './side.ts'
import type { Stage } from './stage.ts'
import { useHasCode, useWorld } from './world.ts'

export type Holder = Pick<Other, 'client' | 'name' | 'color' | 'selected'>

interface ThingProps {
  readonly artifact: Artifact
  readonly stage: Stage
  /** The others who have it selected. */
  readonly holders: readonly Holder[]
  /** What it says now. */
  readonly said: Speech | null
}

const ARROWS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
])

export const Thing = memo(function Thing({ artifact, stage, holders, said }: ThingProps) {
  const world = useWorld()
  const { selection } = world
  const { id, name, place, look } = artifact
  const isSelected = useSelected(selection, (now) => now.ids.has(id))
  const isNaming = useSelected(selection, (now) => now.naming && now.id === id)
  const isInHand = useSelected(
    selection,
    (now) => now.id === id && now.ids.size === 1 && !now.naming && now.panel.kind !== 'inspector',
  )
  const drag = useDrag(artifact, stage)
  const hasCode = useHasCode(id)
  const element = useRef<HTMLDivElement>(null)
  const shown = { ...(drag.at ?? place ?? NOWHERE), walk: artifact.walk, isHeld: drag.at !== null }
  useMotion(element, shown)
  if (!place || place.host === 'limbo') return null
  const { host } = place
  const rest = restOf(shown)

  function onKeyDown(event: KeyboardEvent): void {
    const arrow = ARROWS.get(event.key)
    if (arrow && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const far = event.shiftKey ? GRID : STEP
      const { x, y } = shownAt(shown)
      move(world, id, { host, ...kept({ x: x + arrow[0] * far, y: y + arrow[1] * far }, look.width) })
    } else if (event.key === 'Enter' || event.key === ' ') selection.open({ kind: 'inspector', id })
    else if (event.key === 'u' && hasCode && !event.ctrlKey && !event.metaKey && !event.altKey) use(world, id)
    else if (event.key === 'F2') selection.name(id)
    else if (event.key === 'Delete' || event.key === 'Backspace') putAway(world, id)
    else if (event.key === 'Escape') {
      if (drag.at) drag.cancel()
      else selection.select(null)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      ref={element}
      className="thing"
      data-selected={isSelected || undefined}
      data-held={drag.at !== null || undefined}
      style={{
        translate: pixels(rest),
        width: look.width,
        height: look.height,
        zIndex: drag.at ? Z_MAX : said ? Z_MAX - 1 : Math.max(0, Math.min(rest.y + look.height, Z_MAX - 2)),
      }}
    >
      <button
        type="button"
        className="thing-body"
        aria-label={name === '' ? 'A thing without a name' : name}
        aria-pressed={isSelected}
        data-thing={id}
        {...drag.handlers}
        onClick={(event) => event.currentTarget.focus({ preventScroll: true })}
        onFocus={() => selection.select(id)}
        onDoubleClick={() => selection.open({ kind: 'inspector', id })}
        onKeyDown={onKeyDown}
      >
        <Drawing name={look.sprite} />
      </button>
      {hasCode && (
        <Suspense fallback={null}>
          <LifeMark id={id} name={name} side={Math.min(look.width, look.height)} />
        </Suspense>
      )}
      {said !== null && <Bubble said={said} side={sideOf(artifact)} isHigh={rest.y < ROOM_FOR_WORDS} />}
      {isSelected && <Handles />}
      {isInHand && drag.at === null && (
        <Suspense fallback={null}>
          <ThingTools artifact={artifact} />
        </Suspense>
      )}
      {holders.map(({ client, color, name: who }) => (
        <span key={client} className="thing-holder" style={{ '--who': color }}>
          <span className="other-name">{who}</span>
        </span>
      ))}
      {isNaming ? (
        <NameField name={name} onName={(next) => nameThing(world, id, next)} onDone={selection.stopNaming} />
      ) : (
        // The button above says the name already, to those who listen.
        <span className="thing-name" aria-hidden="true" onDoubleClick={() => selection.name(id)}>
          {name}
        </span>
      )}
    </div>
  )
})

/** Nearer to the top of the floor, in pixels, there is no room for words above a thing. */
const ROOM_FOR_WORDS = 90

const NOWHERE = { x: 0, y: 0 }

/** Above every thing of a floor, below what lies over the floor; what is said lies over the others, too. */
const Z_MAX = 2_000_000_000

function Handles() {
  return (
    <span className="thing-handles" aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </span>
  )
}

interface NameFieldProps {
  readonly name: string
  readonly onName: (name: string) => void
  readonly onDone: () => void
}

function NameField({ name, onName, onDone }: NameFieldProps) {
  const [text, setText] = useState(name)
  function done(): void {
    if (text.trim() !== '' && text.trim() !== name) onName(text)
    onDone()
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation()
    if (event.key === 'Enter') done()
    if (event.key === 'Escape') onDone()
  }
  return (
    <input
      className="thing-name-field"
      aria-label="Name"
      value={text}
      maxLength={NAME_MAX}
      ref={begin}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={done}
    />
  )
}
