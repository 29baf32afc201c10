// Renaming a thing or the world with all that shows its name: links on the world's pages that have the name
// as their words, links by name, and the name of the file that it is saved as. Words that somebody chose for
// a link stay, and so does a file that was called otherwise before.
import type { SyntaxNode } from '@lezer/common'
import * as Y from 'yjs'
import { isNamed, readNamedLink, sectionOf } from '../../page/named-links.ts'
import { urlOf } from '../../page/page-links.ts'
import { pageParser } from '../../page/page-parser.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Artifact } from '../../world/artifact.ts'
import { checkName, checkTitle, setTitle } from '../../world/edits/name-edits.ts'
import { editable, write, type Edit, type Refused } from '../../world/edits/scene-edit.ts'
import { metaMap, sceneArtifact } from '../../world/scene/scene.ts'
import type { View } from '../../world/view/world-view.ts'
import { IMPORTED_AS, isSafeName, readFileName } from '../format/file-name.ts'
import { thingInLink } from './folder-links.ts'
import { alike } from './named-pictures.ts'
import {
  createMayInvolve,
  HALVES,
  isOnPath,
  meantLink,
  nameFor,
  thingNamed,
  type NamedView,
} from './page-names.ts'

/** Most links that change with one name: more than anybody wrote, and half a megabyte of one edit. */
const LINKS_MAX = 5_000

/** `left`: so many more links show the old name. */
export type Renamed = { readonly ok: true; readonly left: number } | Refused

/** Gives a thing another name, and lets its file and the links to it follow. */
export function renameWithLinks(edit: Edit, id: ArtifactId, name: string): Renamed {
  const found = editable(edit, id)
  if (!found.ok) return found
  const line = checkName(name)
  if (!line.ok) return line
  const { view } = edit
  const change = { id, before: found.artifact.name, now: line.text }
  if (change.now === change.before) return { ok: true, left: 0 }
  const links = linksWith(view, change)
  return writeAll(edit, links, change, () => setName(found.map, change, id === view.root))
}

/** The file that it is saved as follows, where that was called as it was. */
function setName(map: Y.Map<unknown>, { before, now }: NameChange, isRoot: boolean): void {
  map.set('name', now)
  const file = isRoot ? null : readFileName(map.get(IMPORTED_AS))
  if (file === null || alike(file.stem) !== alike(before)) return
  if (isSafeName(now)) map.set(IMPORTED_AS, `${now}${file.path.slice(file.stem.length)}`)
  // Another name is made of it for its file.
  else map.delete(IMPORTED_AS)
}

/** Gives the world another title; its page is called so, too, where it was called as the world. */
export function retitleWithLinks(edit: Edit, title: string): Renamed {
  const line = checkTitle(title)
  if (!line.ok) return line
  const { view } = edit
  const { root } = view
  const meta = metaMap(view.scene)
  const before = meta.get('title')
  const map = root === null ? null : sceneArtifact(view.scene, root)
  if (root === null || map === null || typeof before !== 'string' || before === '')
    return setTitleAlone(edit, title)
  const change = { id: root, before, now: line.text }
  // A title may be longer than a name.
  const isNamed = map.get('name') === before && checkName(change.now).ok
  const links = linksWith(view, change).filter(({ kind }) => isNamed || kind === 'words')
  return writeAll(edit, links, change, () => {
    meta.set('title', change.now)
    if (isNamed) map.set('name', change.now)
  })
}

function setTitleAlone(edit: Edit, title: string): Renamed {
  const done = setTitle(edit, title)
  return done.ok ? { ok: true, left: 0 } : done
}

/** A link on a page, before a name changes. */
type LinkBefore = { readonly page: ArtifactId; readonly isInTable: boolean } & (
  | { readonly kind: 'words'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'name'
      readonly from: number
      readonly written: string
      readonly target: ArtifactId
      /** How many of the floors before its name say the thing that is renamed, by their place. */
      readonly floors: readonly boolean[]
      /** Those that stand before its name, `[[words|name]]`; null: none do. */
      readonly words: string | null
    }
)

/**
 * The links that show a name: those to the thing with the name as their words, and those by name that mean
 * the thing, or something on its floor, or could mean it once it is called otherwise.
 */
function linksWith(view: View, { id, before, now }: NameChange): LinkBefore[] {
  const mayInvolve = createMayInvolve(view, id, [before, now])
  const found: LinkBefore[] = []
  for (const { id: page, avatar } of view.artifacts()) {
    const text = avatar == null ? textOf(view, page) : null
    if (text === null || !mayShow(text, id, mayInvolve)) continue
    pageParser.parse(text).iterate({
      enter({ name, from, to, node }) {
        if (name !== 'Link' && name !== 'Image') return
        const isInTable = isInCell(node)
        const url = urlOf(node)
        const written = text.slice(from, to)
        if (url === null && isNamed(written)) {
          const isInvolved = [...written.matchAll(HALVES)].some(([half]) => mayInvolve(half))
          const meant = isInvolved ? meantLink(view, written, page) : null
          if (meant === null || meant.id === null) return
          const { id: target, isTurned, label } = meant
          const floors = meant.name.split('/').map((_, at, parts) => isOnPath(view, id, target, parts, at))
          const words = isTurned ? label : null
          found.push({ kind: 'name', page, isInTable, from, written, target, floors, words })
        } else if (url !== null && name === 'Link') {
          const destination = text.slice(url.from, url.to).replace(/^<(.*)>$/, '$1')
          const [open, close] = node.getChildren('LinkMark')
          if (open === undefined || close === undefined || thingInLink(destination)?.id !== id) return
          if (unescaped(text.slice(open.to, close.from)) !== before) return
          found.push({ kind: 'words', page, isInTable, from: open.to, to: close.from })
        }
      },
    })
  }
  return found
}

function isInCell(node: SyntaxNode): boolean {
  for (let around = node.parent; around !== null; around = around.parent)
    if (around.name === 'TableCell') return true
  return false
}

/** Pages are many and long: only those with such a link are parsed. */
function mayShow(text: string, id: ArtifactId, mayInvolve: (written: string) => boolean): boolean {
  if (text.includes(`#${id}`)) return true
  for (const [name] of text.matchAll(HALVES)) if (mayInvolve(name)) return true
  return false
}

interface Change {
  readonly from: number
  readonly to: number
  readonly insert: string
}

interface NameChange {
  readonly id: ArtifactId
  readonly before: string
  readonly now: string
}

/** Writes a change, and the links as they are to be after it, in one transaction. */
function writeAll(edit: Edit, links: readonly LinkBefore[], change: NameChange, set: () => void): Renamed {
  const { view } = edit
  let left = 0
  write(edit, () => {
    set()
    const after = viewAfter(view, change)
    const changed = links.flatMap((link) => {
      const changes = changesOf(after, link, change)
      return changes.length === 0 ? [] : [changes.map((to) => ({ page: link.page, to }))]
    })
    left = Math.max(0, changed.length - LINKS_MAX)
    const taken = changed.slice(0, LINKS_MAX).flat()
    // From the last on, since each moves what is behind it.
    for (const { page, to } of taken.toSorted((a, b) => b.to.from - a.to.from)) {
      const text = sceneArtifact(view.scene, page)?.get('text')
      if (!(text instanceof Y.Text)) continue
      text.delete(to.from, to.to - to.from)
      text.insert(to.from, to.insert)
    }
  })
  return { ok: true, left }
}

/** The view as it will be once the transaction is over. */
function viewAfter(view: View, { id, now }: NameChange): NamedView {
  const isCalled = sceneArtifact(view.scene, id)?.get('name') === now
  const after = <T extends Artifact | null>(artifact: T) =>
    isCalled && artifact?.id === id ? { ...artifact, name: now } : artifact
  const { scene, root } = view
  return {
    scene,
    root,
    // It is looked at once.
    subscribe: () => () => undefined,
    artifact: (one) => after(view.artifact(one)),
    artifacts: () => [...view.artifacts()].map(after),
  }
}

function changesOf(view: NamedView, link: LinkBefore, { id, before, now }: NameChange): readonly Change[] {
  if (link.kind === 'words') return [{ from: link.from, to: link.to, insert: wordsFor(now, link.isInTable) }]
  const { from, written, target, page, floors, words } = link
  const start = words === null ? written.indexOf('[[') + 2 : written.indexOf('|') + 1
  const read = readNamedLink(words === null ? written : `[[${written.slice(start)}`)
  if (read === null) return []
  const [called = ''] = /^[^[\]|#\n\\]*/.exec(written.slice(start)) ?? []
  const parts = called.split('/')
  const next = parts.map((part, at) => (floors[at] === true ? namedAs(part, before, now) : part)).join('/')
  const label = read.label === before && target === id ? now : read.label
  if (next === called && label === read.label && meantLink(view, written, page)?.id === target) return []
  const isHeld = !/[[\]|#^\n\\]/.test(next) && thingNamed(view, next, page) === target
  const name = isHeld ? next : nameFor(view, target, page)
  const isShort = label === '' || !/[[\]|\n]/.test(label)
  if (name !== null && words !== null) {
    // What its words are called now would be its target.
    const isTurned = thingNamed(view, words, page) === null
    const section = written.slice(start + called.length, -2)
    const bar = link.isInTable ? '\\|' : '|'
    const insert = isTurned ? `${words}${bar}${name}${section}` : `${name}${section}${bar}${words}`
    return [{ from, to: from + written.length, insert: `[[${insert}]]` }]
  }
  if (name !== null && isShort) {
    const shown = from + start + called.length
    const labelFrom = from + written.length - 2 - read.label.length
    return [
      { from: from + start, to: shown, insert: name },
      ...(label === read.label
        ? []
        : [{ from: labelFrom, to: labelFrom + read.label.length, insert: label }]),
    ]
  }
  // No link by name can hold it.
  if (written.startsWith('!')) return []
  const shown = wordsFor(words ?? (label === '' ? now : label), link.isInTable)
  const section = read.section === null ? '' : `/${encodeURI(sectionOf(read.section))}`
  return [{ from, to: from + written.length, insert: `[${shown}](#${target}${section})` }]
}

/** The new name in the place of the old one, with the ending that was written. */
function namedAs(part: string, before: string, now: string): string {
  const ending = /\.(?:md|markdown)$/i.exec(part)?.[0] ?? ''
  return alike(part.slice(0, part.length - ending.length)) === alike(before) ? `${now}${ending}` : part
}

/** Words of a link, as the offers of `[[` write them. */
const wordsFor = (name: string, isInTable: boolean): string =>
  name.replace(isInTable ? /[[\]\\|]/g : /[[\]\\]/g, '\\$&')

const unescaped = (written: string): string => written.replace(/\\([!-/:-@[-`{-~])/g, '$1')

/** The page that the scene has of a thing; null where it is none that one could change by its letters. */
function textOf({ scene }: View, id: ArtifactId): string | null {
  const text = sceneArtifact(scene, id)?.get('text')
  if (!(text instanceof Y.Text)) return null
  const page = text.toJSON()
  return page.length === text.length ? page : null
}
