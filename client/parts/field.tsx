// A labelled line of input, with a hint and its error below it.
import { Field as Base } from '@base-ui/react/field'
import type { ComponentProps, ReactNode } from 'react'
import './field.css'
import './trouble.css'

type FieldProps = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'defaultValue'> & {
  readonly label: string
  readonly value: string
  readonly onText: (text: string) => void
  readonly hint?: ReactNode
  readonly trouble?: string | null
  /** What somebody else wrote here since it was typed into. */
  readonly meanwhile?: string | null
  /** A button at the end of the line. */
  readonly inside?: ReactNode
}

export function Field(props: FieldProps) {
  const { label, value, onText, hint, trouble = null, meanwhile = null, inside, ref, ...rest } = props
  const line = (
    <Base.Control
      autoComplete="off"
      {...rest}
      className="field-input"
      value={value}
      onValueChange={onText}
      render={<input ref={ref} />}
    />
  )
  return (
    <Base.Root className="field" invalid={trouble !== null}>
      <Base.Label className="field-label">{label}</Base.Label>
      {inside === undefined ? (
        line
      ) : (
        <div className="field-line">
          {line}
          {inside}
        </div>
      )}
      {hint !== undefined && <Base.Description className="field-hint">{hint}</Base.Description>}
      {meanwhile !== null && (
        <output className="field-hint">
          Somebody has changed this meanwhile, to {meanwhile === '' ? 'nothing' : meanwhile}.
        </output>
      )}
      <Base.Error match={trouble !== null} className="trouble" role="alert">
        {trouble}
      </Base.Error>
    </Base.Root>
  )
}
