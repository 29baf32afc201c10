// Where the name of a thing is written: Enter or leaving it keeps the name, Escape does not.
import type { KeyboardEvent, PointerEvent } from 'react'
import { NAME_MAX } from '../../shared/world/limits.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { focusAndSelect } from './autofocus.ts'
import { meantKeyOf } from '../device/pressed-key.ts'

interface NameFieldProps {
  readonly className: string
  readonly name: string
  readonly onName: (name: string) => void
  readonly onDone: () => void
}

export function NameField({ className, name, onName, onDone }: NameFieldProps) {
  const { text, onText, changed } = useTypedText(name)
  function done(): void {
    if (changed !== null && changed.trim() !== '' && changed.trim() !== name) onName(changed)
    onDone()
  }
  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation()
    if (meantKeyOf(event) === 'Enter') done()
    if (meantKeyOf(event) === 'Escape') onDone()
  }
  return (
    <input
      className={className}
      aria-label="Name"
      value={text}
      maxLength={NAME_MAX}
      ref={focusAndSelect}
      onPointerDown={stay}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={done}
    />
  )
}

/** A press in the field drags nothing around it. */
const stay = (event: PointerEvent): void => event.stopPropagation()
