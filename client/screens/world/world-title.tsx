// The title of the world, written in place.
import { useState, type KeyboardEvent } from 'react'
import { setTitle } from '../../../shared/world/edits/name-edits.ts'
import { TITLE_MAX } from '../../../shared/world/limits.ts'
import { focusAndSelect } from '../../parts/autofocus.ts'
import { editWithNotice } from '../../world/context/act.ts'
import { useTitle, useWorld } from '../../world/context/use-world.ts'

export function Title() {
  const world = useWorld()
  const title = useTitle()
  /** The text being written; null while it is only read. */
  const [draft, setDraft] = useState<string | null>(null)

  function done(): void {
    if (draft !== null && draft.trim() !== '' && draft.trim() !== title)
      editWithNotice(world, (edit) => setTitle(edit, draft))
    setDraft(null)
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') done()
    if (event.key === 'Escape') setDraft(null)
  }

  if (draft === null) {
    return (
      <h1 className="title">
        <button
          type="button"
          className="title-button"
          onClick={() => setDraft(title)}
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
      value={draft}
      maxLength={TITLE_MAX}
      ref={focusAndSelect}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={done}
    />
  )
}
