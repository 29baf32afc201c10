// The settings that a thing's code declares, as a form. A change is an edit like any other, and can be
// undone.
import { Switch } from '@base-ui/react/switch'
import { RotateCcw } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { setSetting } from '../../shared/world/edits/setting-edits.ts'
import { settingsOf, type SettingValue } from '../../shared/world/live/setting-values.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { editWithNotice } from '../world/context/act.ts'
import { useView, useWorld } from '../world/context/use-world.ts'
import { IconButton } from '../parts/button.tsx'
import { useNow } from '../world/play/use-live.ts'
import { labelOf, valueOf, type Declared } from './setting-words.ts'
import { meantKeyOf } from '../device/pressed-key.ts'
import './thing-settings.css'
import '../parts/switch.css'

export function Settings({ id }: { readonly id: ArtifactId }) {
  const declared = useNow((now) => now.declared(id))
  const names = Object.keys(declared ?? {})
  if (declared === null || names.length === 0) return null
  return (
    <section className="part" aria-label="Settings">
      <h3 className="part-title">Settings</h3>
      <div className="settings">
        {names.map((name) => {
          const usual = declared[name]
          return usual !== undefined && <SettingLine key={name} id={id} name={name} declared={usual} />
        })}
      </div>
    </section>
  )
}

interface SettingLineProps {
  readonly id: ArtifactId
  readonly name: string
  readonly declared: Declared
}

function SettingLine({ id, name, declared }: SettingLineProps) {
  const world = useWorld()
  const field = useId()
  const set = useView((view) => settingsOf(view, id)[name])
  const value = valueOf(declared, set)
  const change = (next: SettingValue | null): void => {
    editWithNotice(world, (edit) => setSetting(edit, id, name, next))
  }
  return (
    <div className="setting">
      <label className="setting-name" htmlFor={field} id={`${field}-name`}>
        {labelOf(name)}
      </label>
      {set !== undefined && (
        <IconButton label={`${labelOf(name)}: reset`} onClick={() => change(null)}>
          <RotateCcw size={15} aria-hidden="true" />
        </IconButton>
      )}
      <SettingField field={field} declared={declared} value={value} onChange={change} />
    </div>
  )
}

interface SettingFieldProps {
  readonly field: string
  readonly declared: Declared
  readonly value: SettingValue
  readonly onChange: (value: SettingValue) => void
}

function SettingField({ field, declared, value, onChange }: SettingFieldProps) {
  if (typeof declared === 'object') {
    return (
      <select
        id={field}
        className="setting-field"
        value={String(value)}
        onChange={(event) => onChange(event.target.value)}
      >
        {declared.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    )
  }
  if (typeof value === 'boolean') {
    return (
      <Switch.Root
        id={field}
        className="switch"
        aria-labelledby={`${field}-name`}
        checked={value}
        onCheckedChange={onChange}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    )
  }
  return <TypedField field={field} value={value} onChange={onChange} />
}

interface TypedFieldProps {
  readonly field: string
  readonly value: number | string
  readonly onChange: (value: SettingValue) => void
}

const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowUp', 1],
  ['ArrowDown', -1],
])

/** A number or a text: one edit when it is left, not one for each key. */
function TypedField({ field, value, onChange }: TypedFieldProps) {
  const { text, onText, changed, forget } = useTypedText(String(value))
  const [isWrong, setWrong] = useState(false)
  const isNumber = typeof value === 'number'
  function done(): void {
    forget()
    if (changed === null) return
    const next = isNumber ? Number(changed) : changed
    const isFit = typeof next === 'string' || (changed.trim() !== '' && Number.isFinite(next))
    setWrong(!isFit)
    if (isFit && next !== value) onChange(next)
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const step = STEPS.get(meantKeyOf(event))
    if (isNumber && step !== undefined) {
      event.preventDefault()
      forget()
      onChange(value + step * (event.shiftKey ? 10 : 1))
    }
    if (meantKeyOf(event) === 'Enter') event.currentTarget.blur()
    if (meantKeyOf(event) !== 'Escape') return
    event.stopPropagation()
    forget()
    setWrong(false)
  }
  return (
    <>
      <input
        id={field}
        className="setting-field"
        type="text"
        inputMode={isNumber ? 'decimal' : 'text'}
        autoComplete="off"
        aria-invalid={isWrong}
        value={text}
        onChange={(event) => {
          onText(event.target.value)
          setWrong(false)
        }}
        onKeyDown={onKeyDown}
        onBlur={done}
      />
      {isWrong && (
        <p className="setting-trouble" role="alert">
          Enter a number, such as 3 or 0.5.
        </p>
      )}
    </>
  )
}
