// Commands for the names of things and of the world, and for what the world says of itself. They are the only
// commands that a world needs to be shown, since names are written in place.
import type { ArtifactId } from '../address.ts'
import { parseLang } from '../artifact.ts'
import { editable, refuseEdit, write, type Edit, type Edited, type Refused } from './scene-edit.ts'
import { NAME_MAX, TITLE_MAX } from '../limits.ts'
import { metaMap } from '../scene/scene.ts'

export function rename(edit: Edit, id: ArtifactId, name: string): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  const line = checkName(name)
  if (!line.ok) return line
  return write(edit, () => found.map.set('name', line.text))
}

/** Gives the world another title. */
export function setTitle(edit: Edit, title: string): Edited {
  const line = checkTitle(title)
  if (!line.ok) return line
  return write(edit, () => metaMap(edit.view.scene).set('title', line.text))
}

/** Says in which language the world is written, by its tag (BCP 47); null: nothing is said of it. */
export function setLang(edit: Edit, lang: string | null): Edited {
  const meta = metaMap(edit.view.scene)
  if (lang === null) return write(edit, () => meta.delete('lang'))
  const tag = parseLang(lang.trim())
  if (tag === null)
    return refuseEdit('lang', 'Enter a language by its name, or its tag, such as de, pt-BR or zh-Hant.')
  return write(edit, () => meta.set('lang', tag))
}

/** Says whether who may not edit the world is shown how things in it are made. */
export function setShowsMaking(edit: Edit, showsMaking: boolean): Edited {
  const meta = metaMap(edit.view.scene)
  return write(edit, () => void (showsMaking ? meta.delete('showsMaking') : meta.set('showsMaking', false)))
}

type Line = { readonly ok: true; readonly text: string } | Refused

/** A title as it is written: one line, without blanks around it. */
export function checkTitle(title: string): Line {
  const text = oneLine(title)
  if (text === '') return refuseEdit('title', 'Give the world a title.')
  if (text.length > TITLE_MAX) return refuseEdit('title', `A title has at most ${TITLE_MAX} characters.`)
  return { ok: true, text }
}

/** Likewise a name. */
export function checkName(name: string): Line {
  const text = oneLine(name)
  if (text === '') return refuseEdit('name', 'Give it a name.')
  if (text.length > NAME_MAX) return refuseEdit('name', `A name has at most ${NAME_MAX} characters.`)
  return { ok: true, text }
}

/** Half a character (a lone surrogate) would arrive elsewhere as another one than here. */
function oneLine(text: string): string {
  return text.toWellFormed().replace(/\s+/gu, ' ').trim()
}
