// A colour: written as six digits, or chosen by the browser's own chooser; none is the reader's.
import { useCallback, useEffect, useRef } from 'react'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { useFieldDraft } from './draft.ts'
import type { PropFieldProps } from './prop-field-props.ts'

/** The chooser's first colour when there is none. */
const MIDDLE = '#888888'

/** Chosen once the chooser is closed: React tells of every colour that is passed on the way. */
function useChosen(set: (color: string) => void): (chooser: HTMLInputElement) => () => void {
  const latest = useRef(set)
  useEffect(() => {
    latest.current = set
  })
  return useCallback((chooser) => {
    const onChange = (): void => latest.current(chooser.value)
    chooser.addEventListener('change', onChange)
    return () => chooser.removeEventListener('change', onChange)
  }, [])
}

export function ColourField({ id, state, trouble, onTrouble }: PropFieldProps) {
  const draft = useFieldDraft({ state, onTrouble })
  const { common, label, set } = state
  const color = typeof common.value === 'string' ? common.value : null
  const passed = useTypedText(color ?? MIDDLE)
  const chooser = useChosen((chosen) => {
    passed.forget()
    set(chosen)
  })
  return (
    <span className="prop-typed">
      <input
        type="color"
        className="prop-chooser"
        aria-label={`${label}: choose`}
        data-none={color === null || undefined}
        value={passed.text}
        onChange={(event) => passed.onText(event.target.value)}
        onBlur={passed.forget}
        ref={chooser}
      />
      <input
        {...draft}
        id={id}
        className="prop-field prop-colour"
        type="text"
        autoComplete="off"
        spellCheck="false"
        placeholder={draft.placeholder || (state.prop === 'look.tint' ? 'its own colours' : 'reader’s own')}
        aria-describedby={trouble === null ? `${id}-help` : `${id}-trouble`}
        aria-invalid={trouble !== null}
      />
    </span>
  )
}
