// A property on one line: its label, the way back to the default, its field; below it its meaning, its error,
// or the value that code gave it.
import { RotateCcw } from 'lucide-react'
import { useId, useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { PropertySchema } from '../../shared/world/property-schema.ts'
import { IconButton } from '../parts/button.tsx'
import { PropField } from './prop-field.tsx'
import { saidOf } from './prop-words.ts'
import { useProp, type PropState } from '../world/use-property.ts'

interface PropLineProps {
  readonly ids: readonly ArtifactId[]
  readonly prop: PropertySchema
}

export function PropLine({ ids, prop }: PropLineProps) {
  const state = useProp(ids, prop)
  const [trouble, setTrouble] = useState<string | null>(null)
  const id = useId()
  return (
    <div className="prop" data-kind={state.kind.type}>
      <div className="prop-line">
        <label className="prop-label" id={`${id}-label`} htmlFor={id}>
          {state.label}
        </label>
        {state.isSet && (
          <IconButton
            label={`${state.label}: reset`}
            className="prop-reset"
            onClick={() => {
              setTrouble(null)
              state.set(null)
            }}
          >
            <RotateCcw size={15} aria-hidden="true" />
          </IconButton>
        )}
        <PropField id={id} state={state} trouble={trouble} onTrouble={setTrouble} />
      </div>
      <p id={`${id}-help`} className="prop-help">
        {state.help}
      </p>
      <p id={`${id}-trouble`} className="prop-trouble" role="alert" hidden={trouble === null}>
        {trouble}
      </p>
      <LiveNote state={state} />
    </div>
  )
}

/** The value of code over the written one, and the way back. */
function LiveNote({ state }: { readonly state: PropState }) {
  const { kind, common, written, isLive, label } = state
  if (!isLive) return null
  if (written === undefined) return <p className="prop-live">Code has changed some of these.</p>
  return (
    <p className="prop-live">
      now {saidOf(kind, common.value)}, built as {saidOf(kind, written)}
      <button
        type="button"
        className="prop-written"
        aria-label={`${label}: as built`}
        onClick={() => state.set(written)}
      >
        As built
      </button>
    </p>
  )
}
