// The outline of what lives: everything in the world that has code, how it is, and what went wrong, each a way to its line.
import { BookOpen, FileText } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Fault } from '../../shared/world/now-values.ts'
import { Ago } from '../app/ago.tsx'
import { usePhone } from '../app/media.ts'
import { REFERENCE } from '../app/route.ts'
import { count } from '../app/words.ts'
import { CLOSED } from '../floor/selection.ts'
import { useShownFloor } from '../floor/where.ts'
import { useArtifact, useWorld } from '../floor/world.ts'
import { lineOfFault } from '../play/fault-words.ts'
import { useAsleep, useFaults, useLife, useLiving, useProgram, useTroubled } from '../play/life.ts'
import type { Life } from '../play/life-words.ts'
import { ask } from '../play/owner.ts'
import { Button } from '../parts/button.tsx'
import { Drawing } from '../sprites/drawing.tsx'
import './outline.css'

/** Most lines drawn; the rest is counted. */
const LINES_MAX = 300

export default function Outline() {
  const living = useLiving()
  const { view, now } = useWorld()
  const troubled = useTroubled()
  if (living.length === 0) {
    return (
      <>
        <p className="panel-note">
          Nothing here has code yet. Begin a block with <code>```js</code> on any page, or add a starter
          thing.
        </p>
        <ReferenceLink />
      </>
    )
  }
  const name = (id: ArtifactId): string => view.artifact(id)?.name ?? ''
  // Those in trouble first, then the world's own page, the others by name.
  const sorted = living.toSorted(
    (a, b) =>
      Number(isTroubled(now.faults(b), now.asleep(b))) - Number(isTroubled(now.faults(a), now.asleep(a))) ||
      Number(b === view.root) - Number(a === view.root) ||
      name(a).localeCompare(name(b)),
  )
  return (
    <>
      <p className="outline-sum">
        {count(living.length, 'thing')} with code
        {troubled > 0 && <span className="outline-trouble">, {troubled} in trouble</span>}
      </p>
      <ul className="outline">
        {sorted.slice(0, LINES_MAX).map((id) => (
          <OutlineLine key={id} id={id} />
        ))}
      </ul>
      {living.length > LINES_MAX && <p className="panel-note">And {living.length - LINES_MAX} more.</p>}
      <ReferenceLink />
    </>
  )
}

const isTroubled = (faults: readonly Fault[], asleep: unknown): boolean =>
  faults.length > 0 || asleep !== null

function ReferenceLink() {
  return (
    <a className="outline-reference" href={REFERENCE} target="_blank" rel="noreferrer">
      <BookOpen size={16} aria-hidden="true" /> What code can do
    </a>
  )
}

const WORDS: Readonly<Record<Life, string>> = {
  none: 'no code',
  alive: 'running',
  paused: 'paused',
  faulty: 'faulty',
  asleep: 'asleep',
}

function OutlineLine({ id }: { readonly id: ArtifactId }) {
  const { selection, view, owner } = useWorld()
  const artifact = useArtifact(id)
  const life = useLife(id)
  const faults = useFaults(id)
  const asleep = useAsleep(id)
  const point = usePoint(id)
  if (!artifact) return null
  const isFloor = id === view.root
  const name = isFloor ? 'The world’s own page' : artifact.name
  return (
    <li className="outline-line">
      <button
        type="button"
        className="outline-name"
        onClick={() => selection.open({ kind: 'inspector', id })}
      >
        <span className="small-drawing">
          {isFloor ? (
            <FileText className="outline-page" aria-hidden="true" />
          ) : (
            <Drawing name={artifact.look.sprite} />
          )}
        </span>
        <span className="outline-words">{name}</span>
        <span className="outline-state" data-life={life}>
          {WORDS[life]}
        </span>
      </button>
      {asleep !== null && (
        <div className="outline-asleep">
          <p>{asleep.why}</p>
          <Button onClick={() => void ask(owner, { verb: 'wake', thing: id })}>Wake it</Button>
        </div>
      )}
      <FaultList faults={faults} id={id} onOpen={point} />
    </li>
  )
}

interface FaultListProps {
  readonly id: ArtifactId
  readonly faults: readonly Fault[]
  readonly onOpen: (line: number) => void
}

/** Faults, newest first; each opens its line. */
export function FaultList({ id, faults, onOpen }: FaultListProps) {
  const program = useProgram(id)
  if (faults.length === 0) return null
  return (
    <ul className="fault-list">
      {faults
        .toSorted((a, b) => b.at - a.at)
        .map((fault) => {
          const line = lineOfFault(fault, program)
          return (
            <li key={`${fault.code} ${fault.message}`}>
              <button type="button" className="fault-item" onClick={() => onOpen(line ?? 1)}>
                <span className="fault-message">{fault.message}</span>
                <span className="fault-about">
                  {line !== null && `line ${line} · `}
                  {fault.count > 1 && `${fault.count.toLocaleString('en-GB')} times · `}
                  <Ago at={fault.at} />
                </span>
              </button>
            </li>
          )
        })}
    </ul>
  )
}

/** Opens a line of a thing's page; a phone shows the floor's own page only when nothing lies over it. */
export function usePoint(id: ArtifactId): (line: number) => void {
  const { selection } = useWorld()
  const floor = useShownFloor()
  const isPhone = usePhone()
  return (line) => {
    const isFloor = id === floor
    if (isFloor && isPhone) selection.open(CLOSED)
    selection.point({ id, line }, isFloor)
  }
}
