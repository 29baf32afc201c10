// Live code in the reading view: folded to one strip, since it is for its writer. A search of the browser
// opens it.
import { useCallback, useSyncExternalStore, type ReactNode } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { count } from '../words/counts.ts'
import { codeNow, onCodeNow, RUNS } from '../world/play/code-state.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'

interface LiveCodeProps {
  readonly code: string
  readonly children: ReactNode
}

export function LiveCode({ code, children }: LiveCodeProps) {
  const floor = useShownFloor()
  if (floor === null) return children
  return (
    <details className="read-live">
      <StripWords id={floor} lines={linesOf(code)} />
      {children}
    </details>
  )
}

const linesOf = (code: string): number => (code === '' ? 0 : code.replace(/\n$/, '').split('\n').length)

function StripWords({ id, lines }: { readonly id: ArtifactId; readonly lines: number }) {
  const world = useWorld()
  const subscribe = useCallback((listener: () => void) => onCodeNow(world, listener), [world])
  const name = useSyncExternalStore(subscribe, () => codeNow(world, id).name)
  const runs = useSyncExternalStore(subscribe, () => codeNow(world, id).runs)
  return (
    <summary className="read-strip" data-runs={runs}>
      <span className="unseen">Code of </span>
      <b className="read-strip-name">{name}</b>
      <span>{count(lines, 'line')}</span>
      {RUNS[runs] !== '' && <span className="read-strip-runs">{RUNS[runs]}</span>}
    </summary>
  )
}
