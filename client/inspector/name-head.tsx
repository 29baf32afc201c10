// The head of the inspector: the drawing, and the name to be written.
import { useState, type KeyboardEvent } from 'react'
import type { Artifact } from '../../shared/world/artifact.ts'
import { NAME_MAX } from '../../shared/world/limits.ts'
import { nameThing } from '../world/context/act.ts'
import { useWorld } from '../world/context/use-world.ts'
import { DrawnThing } from '../drawings/drawn-thing.tsx'

export function NameHead({ artifact: { id, name, look } }: { readonly artifact: Artifact }) {
  const world = useWorld()
  const [text, setText] = useState(name)
  function done(): void {
    const isNew = text.trim() !== '' && text.trim() !== name
    if (!isNew || !nameThing(world, id, text)) setText(name)
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') event.currentTarget.blur()
    if (event.key !== 'Escape') return
    event.stopPropagation()
    setText(name)
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
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={done}
      />
    </div>
  )
}
