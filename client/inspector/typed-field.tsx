// A number, a text or an address; for an address, the worlds that one knows can be chosen from.
import { lazy, Suspense, useState } from 'react'
import { useDraft } from './draft.ts'
import type { PropFieldProps } from './prop-field.tsx'

const KnownWorlds = lazy(() => import('../peers/known-worlds.tsx'))

export function TypedField({ id, state, trouble, onTrouble }: PropFieldProps) {
  const draft = useDraft({ state, onTrouble })
  const { kind } = state
  const isNumber = kind.type === 'number'
  const isAddress = kind.type === 'address'
  const [isChoosing, setChoosing] = useState(false)
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
        {...(isAddress && {
          placeholder: draft.placeholder || 'ada/garden, or a link',
          list: `${id}-worlds`,
          onFocus: () => setChoosing(true),
        })}
      />
      {isChoosing && (
        <Suspense fallback={null}>
          <KnownWorlds id={`${id}-worlds`} />
        </Suspense>
      )}
      {isNumber && kind.unit !== '' && (
        <span className="prop-unit" aria-hidden="true">
          {kind.unit}
        </span>
      )}
    </span>
  )
}
