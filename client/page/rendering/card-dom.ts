// A card on the screen: words, fields and buttons.
import type { EditorView } from '@codemirror/view'
import { MOD } from '../../browser/media.ts'
import { pictureAt } from '../../../shared/world/picture-id.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import type { LinkHere } from './link-at.ts'
import { HEIGHT_MAX, HEIGHT_MIN, wordsOf } from '../../../shared/page/picture-syntax.ts'
import { whyNoPicture, type LinkTargets } from '../../world/link-targets.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import './link-card.css'
import { writeAddress } from '../../../shared/page/page-links.ts'

/** The card of the link or picture that `here` finds; one that is only read has no fields. */
export function cardOf(view: EditorView, ways: LinkTargets, here: () => LinkHere | null, isRead = false) {
  const dom = element('div', 'page-card')
  const words = dom.appendChild(element('p', 'page-card-words'))
  const kind = here()?.kind ?? 'link'
  const fields = isRead ? [] : fieldsOf(view, here()).map((field) => drawField(view, here, field))
  dom.append(...fields.map(({ row }) => row))
  const goThere = button('Go there', () => {
    const link = here()
    if (link) ways.follow(link.href)
  })
  if (!isRead) {
    const buttons = dom.appendChild(element('div', 'page-card-buttons'))
    buttons.append(
      goThere,
      button(UNLINKS[kind], () => unlink(view, here())),
    )
    if (kind === 'picture') buttons.append(button('Remove the picture', () => remove(view, here())))
    dom.role = 'group'
    dom.ariaLabel = NAMES[kind]
  }
  // The floor takes a press beside its text for its own.
  for (const press of ['pointerdown', 'dblclick'])
    dom.addEventListener(press, (event) => event.stopPropagation())
  dom.addEventListener('keydown', (event) => {
    if (meantKeyOf(event) !== 'Escape') return
    event.stopPropagation()
    view.focus()
  })

  /** Shows the link as it is now. */
  function update(): void {
    const link = here()
    if (!link) return
    const why = link.kind === 'picture' ? whyNoPicture(link.href) : null
    const { words: told, canGo } = ways.tell(link.href)
    const isShown = link.kind === 'picture' && why === null
    words.textContent = why ?? (isShown ? 'A picture.' : told)
    // Its fields say what it is.
    words.hidden = isShown && !isRead
    if (isRead && canGo && !isShown) words.append(element('span', 'page-card-hint', `${MOD}click goes there`))
    if (link.kind === 'formula') words.textContent = 'A formula, in TeX.'
    goThere.hidden = !canGo || isShown || link.kind === 'formula'
    for (const field of fields) field.show(link)
  }
  update()
  return { dom, update }
}

/** What a card's button takes away: all but the words. */
const UNLINKS = {
  link: 'Remove the link',
  bare: 'Remove the link',
  picture: 'Leave its words in its place',
  formula: 'Leave its signs as plain text',
} as const

const NAMES = { link: 'Link', bare: 'Link', picture: 'Picture', formula: 'Formula' } as const

interface CardField {
  readonly label: string
  readonly read: (link: LinkHere) => string
  readonly write: (value: string, link: LinkHere) => void
  readonly isHidden?: (link: LinkHere) => boolean
}

function fieldsOf(view: EditorView, link: LinkHere | null): readonly CardField[] {
  const textOf = (part: PageRange | null): string =>
    part === null ? '' : view.state.sliceDoc(part.from, part.to)
  const put = (part: PageRange | null, insert: string): void => {
    if (part) view.dispatch({ changes: { from: part.from, to: part.to, insert }, userEvent: 'input' })
  }
  /** The only field of a card: words that there have to be, without these letters. */
  const wordsField = (
    label: string,
    partOf: (link: LinkHere) => PageRange | null,
    unfit: RegExp,
  ): CardField => ({
    label,
    read: (link) => textOf(partOf(link)),
    write(value, link) {
      const words = value.replace(unfit, '').trim()
      if (words !== '') put(partOf(link), words)
    },
  })
  // The text between the brackets of `[[name]]`.
  if (link?.isNamed) return [wordsField('Name', ({ address }) => address, /[[\]|\n\\]/g)]
  if (link?.kind === 'formula') return [wordsField('Formula', ({ words }) => words, /[$\n]/g)]
  const addressField: CardField = {
    label: 'Address',
    read: ({ href }) => href,
    write: (value, { address }) => put(address, writeAddress(value)),
    // The name of a kept picture says nothing to anybody.
    isHidden: ({ href }) => pictureAt(href) !== null,
  }
  if (link?.kind !== 'picture') return [addressField]
  const saidBy = ({ words }: LinkHere) => wordsOf(textOf(words))
  const heightOf = (picture: LinkHere): string => {
    const { height, isSet } = saidBy(picture)
    return isSet ? String(height) : ''
  }
  const putWords = (part: PageRange, words: string, height: string): void =>
    put(part, words.replace(/[[\]|\n]/g, '') + (height === '' ? '' : `|${height}`))
  return [
    {
      label: 'What it shows',
      read: (picture) => saidBy(picture).words,
      write: (value, picture) => putWords(picture.words, value, heightOf(picture)),
    },
    {
      label: 'Height',
      read: heightOf,
      write: (value, picture) => putWords(picture.words, saidBy(picture).words, heightFrom(value)),
    },
    addressField,
  ]
}

function drawField(
  view: EditorView,
  here: () => LinkHere | null,
  { label, read, write, isHidden }: CardField,
) {
  const row = element('label', 'page-card-row', label)
  const input = row.appendChild(document.createElement('input'))
  input.spellcheck = false
  function commit(): void {
    const link = here()
    if (link && input.value !== read(link)) write(input.value, link)
  }
  input.addEventListener('change', commit)
  input.addEventListener('keydown', (event) => {
    if (meantKeyOf(event) !== 'Enter') return
    event.preventDefault()
    commit()
    view.focus()
  })
  return {
    row,
    show(link: LinkHere) {
      row.hidden = isHidden?.(link) ?? false
      if (document.activeElement !== input) input.value = read(link)
    },
  }
}

/** Whole pixels within the bounds; empty: the usual height. */
function heightFrom(value: string): string {
  const height = Math.round(Number(value))
  if (value.trim() === '' || !Number.isFinite(height)) return ''
  return String(Math.max(HEIGHT_MIN, Math.min(height, HEIGHT_MAX)))
}

/** Leaves the words where a link was. */
function unlink(view: EditorView, link: LinkHere | null): void {
  if (!link) return
  const words = view.state.sliceDoc(link.words.from, link.words.to)
  const insert = link.kind === 'picture' && !link.isNamed ? wordsOf(words).words : words
  view.dispatch({
    changes: { from: link.from, to: link.to, insert },
    selection: { anchor: link.from + insert.length },
    userEvent: 'input',
  })
  view.focus()
}

/** Takes a picture away, with the line that it has for itself. */
function remove(view: EditorView, link: LinkHere | null): void {
  if (!link) return
  const line = view.state.doc.lineAt(link.from)
  const isAlone = line.text.trim().length === link.to - link.from
  const to = isAlone ? Math.min(line.to + 1, view.state.doc.length) : link.to
  const from = isAlone ? line.from : link.from
  view.dispatch({ changes: { from, to }, selection: { anchor: from }, userEvent: 'delete' })
  view.focus()
}

function button(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'page-card-button'
  made.textContent = label
  made.addEventListener('click', press)
  return made
}

function element(tag: 'div' | 'p' | 'label' | 'span', name: string, text = ''): HTMLElement {
  const made = document.createElement(tag)
  made.className = name
  made.textContent = text
  return made
}
