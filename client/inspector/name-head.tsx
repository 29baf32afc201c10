// The head of the inspector: the drawing, and the name to be written.
import type { KeyboardEvent } from 'react'
import type { Artifact } from '../../shared/world/artifact.ts'
import { NAME_MAX } from '../../shared/world/limits.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { nameThing } from '../world/context/act.ts'
import { useWorld } from '../world/context/use-world.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'
import { meantKeyOf } from '../device/pressed-key.ts'

export function NameHead({ artifact: { id, name, look } }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const { text, onText, changed, forget } = useTypedText(name)
  function done(): void {
    if (changed !== null && changed.trim() !== '' && changed.trim() !== name)
      void nameThing(world, id, changed)
    forget()
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (meantKeyOf(event) === 'Enter') event.currentTarget.blur()
    if (meantKeyOf(event) !== 'Escape') return
    event.stopPropagation()
    forget()
  }
  return (
    <div className="name-head">
      <span className="small-drawing">
        <DrawnThing look={look} />
      </span>
      <input
        className="name-field"
        aria-label="Name of the thing"
        value={text}
        maxLength={NAME_MAX}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={done}
      />
    </div>
  )
}
