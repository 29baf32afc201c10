// The faults of a thing's code, each a way to its line.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { isWarning, type Fault } from '../../../shared/world/live/live-state-values.ts'
import { Ago } from '../ago.tsx'
import { usePhone } from '../../browser/media.ts'
import { CLOSED } from '../../world/context/selection.ts'
import { useShownFloor } from '../../world/shown-floor.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { lineOfFault } from '../../words/fault-words.ts'
import { useProgram } from '../../world/play/use-live.ts'
import './fault-list.css'

interface FaultListProps {
  readonly id: ArtifactId
  readonly faults: readonly Fault[]
}

/** Faults, newest first; each opens its line. */
export function FaultList({ id, faults }: FaultListProps) {
  const program = useProgram(id)
  const point = usePoint()
  if (faults.length === 0) return null
  return (
    <ul className="fault-list">
      {faults
        .toSorted((a, b) => b.at - a.at)
        .map((fault) => {
          const line = lineOfFault(fault, program)
          return (
            <li key={`${fault.code} ${fault.message}`}>
              <button
                type="button"
                className={isWarning(fault) ? 'fault-item is-warning' : 'fault-item'}
                onClick={() => point(id, line ?? 1)}
              >
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
export function usePoint(): (id: ArtifactId, line: number) => void {
  const { selection } = useWorld()
  const floor = useShownFloor()
  const isPhone = usePhone()
  return (id, line) => {
    const isFloor = id === floor
    if (isFloor && isPhone) selection.open(CLOSED)
    selection.point({ id, line }, isFloor)
  }
}
