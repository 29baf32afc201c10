// A number, a text or an address.
import { useDraft } from './draft.ts'
import type { PropFieldProps } from './prop-field.tsx'

export function TypedField({ id, state, trouble, onTrouble }: PropFieldProps) {
  const draft = useDraft({ state, onTrouble })
  const { kind } = state
  const isNumber = kind.type === 'number'
  return (
    <span className="prop-typed">
      <input
        {...draft}
        id={id}
        className={isNumber ? 'prop-field prop-number' : 'prop-field'}
        type="text"
        inputMode={isNumber && kind.min >= 0 ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck="false"
        aria-describedby={trouble === null ? `${id}-help` : `${id}-trouble`}
        aria-invalid={trouble !== null}
        {...(kind.type === 'address' && { placeholder: draft.placeholder || 'ada/garden' })}
      />
      {isNumber && kind.unit !== '' && (
        <span className="prop-unit" aria-hidden="true">
          {kind.unit}
        </span>
      )}
    </span>
  )
}
