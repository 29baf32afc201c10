// Commands for an artifact's page. A person types through the editor's binding. These commands write a page,
// or a piece of one, at once, and touch only the difference, so that edits that others make meanwhile stay.
import * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import { editable, refuseEdit, write, type Edit, type Edited, type Refused } from './scene-edit.ts'
import { TEXT_MAX } from '../limits.ts'
import { textDifference, wholeBefore } from '../text-difference.ts'

/** Makes a page say `text`: one deletion and one insertion where it differs. */
export function setText(edit: Edit, id: ArtifactId, text: string): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  const refused = checkText(text)
  if (refused !== null) return refused
  return write(edit, () => {
    const page = writtenPage(found.map)
    const next = text.toWellFormed()
    const { start, before, after } = textDifference(textIn(page), next)
    page.delete(start, before - start)
    page.insert(start, next.slice(start, after))
  })
}

/**
 * Inserts into a page; `index` in UTF-16 units, past the end is the end, and never between the halves of a
 * character.
 */
export function insertText(edit: Edit, id: ArtifactId, index: number, text: string): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  const length = found.map.get('text') instanceof Y.Text ? writtenPage(found.map).length : 0
  const refused = checkText(text, length)
  if (refused !== null) return refused
  return write(edit, () => {
    const page = writtenPage(found.map)
    const at = Math.max(0, Math.min(Math.trunc(index), page.length))
    page.insert(wholeBefore(textIn(page), at), text.toWellFormed())
  })
}

/** Refuses a text that is too long beside `length` characters that are there already. */
export function checkText(text: string, length = 0): Refused | null {
  if (text.length + length <= TEXT_MAX) return null
  return refuseEdit('text', `A page has at most ${TEXT_MAX} characters. Move part of it to another thing.`)
}

/** The page to write; made where there is none. */
export function writtenPage(map: Y.Map<unknown>): Y.Text {
  const page = map.get('text')
  if (page instanceof Y.Text) return page
  const made = new Y.Text()
  map.set('text', made)
  return made
}

/**
 * The text by index. If a foreign client put something other than text in it, the result is empty, so that it
 * differs as a whole.
 */
export function textIn(page: Y.Text): string {
  const text = page.toJSON()
  return text.length === page.length ? text : '\uFFFC'.repeat(page.length)
}
