// The title of the world, written in place.
import { useState, type KeyboardEvent } from 'react'
import { TITLE_MAX } from '../../../shared/world/limits.ts'
import { useTypedText } from '../../browser/use-typed-texts.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { nameWorld } from '../../world/context/act.ts'
import { useTitle, useWorld } from '../../world/context/use-world.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

export function Title() {
  const world = useWorld()
  const title = useTitle()
  const [isOpen, setOpen] = useState(false)
  const { text, onText, changed, forget } = useTypedText(title)

  function close(): void {
    forget()
    setOpen(false)
  }
  function done(): void {
    if (changed !== null && changed.trim() !== '' && changed.trim() !== title) void nameWorld(world, changed)
    close()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (meantKeyOf(event) === 'Enter') done()
    if (meantKeyOf(event) === 'Escape') close()
  }

  if (!isOpen) {
    return (
      <h1 className="title">
        <button
          type="button"
          className="title-button"
          onClick={() => setOpen(true)}
          title="Enter another title"
        >
          {title === '' ? world.replica.address : title}
        </button>
      </h1>
    )
  }
  return (
    <input
      className="title-field"
      aria-label="Title of the world"
      value={text}
      maxLength={TITLE_MAX}
      ref={focusAndSelect}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={done}
    />
  )
}
