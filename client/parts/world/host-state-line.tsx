// How the node of a world or of somebody is, in the line about them: a dot and the word, where it is known.
import type { HostState as State } from '../../../shared/wire/api/foreign-place-bodies.ts'
import { NodeDot } from '../node-dot.tsx'
import './host-state-line.css'

export function HostState({ state }: { readonly state: State }) {
  if (state === 'unknown') return null
  return (
    <span className="host-state" data-state={state}>
      <NodeDot />
      {state}
      {' · '}
    </span>
  )
}
