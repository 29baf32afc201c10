// Choosing one of a few in a line: a select of the browser's own, which every hand and every reader knows.
import type { ComponentProps } from 'react'
import './choose.css'

type ChoicesProps<T extends string> = Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'> & {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChoose: (value: T) => void
}

export function Choose<T extends string>({ label, value, options, onChoose, ...rest }: ChoicesProps<T>) {
  return (
    <select
      {...rest}
      className="choose"
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        const chosen = options.find((option) => option.value === target.value)
        if (chosen) onChoose(chosen.value)
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
