// A card on the screen: words, fields and buttons.
import type { EditorView } from '@codemirror/view'
import { MOD } from '../../browser/media.ts'
import { pictureAt } from '../../../shared/world/picture-id.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import type { LinkHere } from './link-at.ts'
import { readPictureLabel, WIDTH_MAX, type PictureSide } from '../../../shared/page/picture-syntax.ts'
import { whyNoPicture, type LinkTargets } from '../../world/link-targets.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import { frameAt, pictureWrittenAt, shapeOf, withHeight, withWidth, writeLabel } from './picture-edits.ts'
import './link-card.css'
import { writeAddress } from '../../../shared/page/page-links.ts'

/** The card of the link or picture that `here` finds; one that is only read has no fields. */
export function cardOf(view: EditorView, ways: LinkTargets, here: () => LinkHere | null, isRead = false) {
  const dom = element('div', 'page-card')
  const words = dom.appendChild(element('p', 'page-card-words'))
  const kind = here()?.kind ?? 'link'
  const fields = isRead ? [] : fieldsOf(view, here()).map((field) => drawField(view, here, field))
  dom.append(...fields.map(({ row }) => row))
  const sides = kind === 'picture' && !isRead ? drawSides(view, here) : null
  if (sides) dom.append(sides.row)
  const goThere = button('Go there', () => {
    const link = here()
    if (link) ways.follow(link.href)
  })
  if (!isRead) {
    const buttons = dom.appendChild(element('div', 'page-card-buttons'))
    buttons.append(goThere)
    // A tag has no words that could stay.
    if (here()?.words.from !== here()?.words.to || kind !== 'picture' || here()?.isNamed !== true)
      buttons.append(button(UNLINKS[kind], () => unlink(view, here())))
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
    sides?.show(link)
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
  /** Numbers that are offered. */
  readonly sizes?: readonly number[]
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
  // The text between the brackets of `[[name]]`; a tag says its name elsewhere.
  const nameField = wordsField('Name', ({ address }) => address, /[[\]|\n\\]/g)
  const ofNamed = link?.address ? [nameField] : []
  if (link?.isNamed) return link.kind === 'picture' ? [...ofNamed, widthField(view)] : ofNamed
  if (link?.kind === 'formula') return [wordsField('Formula', ({ words }) => words, /[$\n]/g)]
  const addressField: CardField = {
    label: 'Address',
    read: ({ href }) => href,
    write: (value, { address }) => put(address, writeAddress(value)),
    // The name of a kept picture says nothing to anybody.
    isHidden: ({ href }) => pictureAt(href) !== null,
  }
  if (link?.kind !== 'picture') return [addressField]
  return [labelWordsField(view), widthField(view), heightField(view), addressField]
}

const labelWordsField = (view: EditorView): CardField => ({
  label: 'What it shows',
  read: ({ from }) => pictureWrittenAt(view, from)?.label.words ?? '',
  write(value, { from }) {
    const label = pictureWrittenAt(view, from)?.label
    if (label) writeLabel(view, from, { ...label, words: value.replace(/[[\]|\n]/g, '') })
  },
})

/** Both follow the shape of the picture; without a number it is as large as usual. */
const sizeField = (
  view: EditorView,
  label: 'Width' | 'Height',
  key: 'width' | 'height',
  sized: typeof withWidth,
): CardField => ({
  label,
  sizes: key === 'width' ? WIDTHS : [],
  read: ({ from }) => String(pictureWrittenAt(view, from)?.label[key] ?? ''),
  write(value, { from }) {
    const picture = pictureWrittenAt(view, from)
    const pixels = Number(value)
    if (!picture || !Number.isFinite(pixels)) return
    const usual = { ...picture.label, width: null, height: null }
    writeLabel(view, from, value.trim() === '' ? usual : sized(picture, pixels, shapeOf(frameAt(view, from))))
  },
})
const widthField = (view: EditorView): CardField => sizeField(view, 'Width', 'width', withWidth)
const heightField = (view: EditorView): CardField => sizeField(view, 'Height', 'height', withHeight)

/** A quarter of the text's width, a half, three quarters and all of it. */
const WIDTHS = [WIDTH_MAX / 4, WIDTH_MAX / 2, (WIDTH_MAX * 3) / 4, WIDTH_MAX]

const SIDES: readonly (readonly [PictureSide, string])[] = [
  ['left', 'Left'],
  ['middle', 'Middle'],
  ['right', 'Right'],
]

/** On which side of its line a picture stands. */
function drawSides(view: EditorView, here: () => LinkHere | null) {
  const row = element('div', 'page-card-buttons')
  row.role = 'group'
  row.ariaLabel = 'Where it stands'
  const buttons = SIDES.map(([side, label]) => {
    const made = button(label, () => {
      const from = here()?.from ?? -1
      const picture = from < 0 ? null : pictureWrittenAt(view, from)
      if (picture) writeLabel(view, from, { ...picture.label, side })
    })
    row.append(made)
    return { side, made }
  })
  return {
    row,
    show({ from }: LinkHere) {
      const picture = pictureWrittenAt(view, from)
      row.hidden = picture?.hasSide !== true
      for (const { side, made } of buttons) made.ariaPressed = String(picture?.label.side === side)
    },
  }
}

function drawField(
  view: EditorView,
  here: () => LinkHere | null,
  { label, read, write, isHidden, sizes }: CardField,
) {
  const row = element('label', 'page-card-row', label)
  const input = row.appendChild(document.createElement('input'))
  input.spellcheck = false
  if (sizes) input.inputMode = 'numeric'
  row.classList.toggle('page-card-half', sizes !== undefined)
  if (sizes && sizes.length > 0) row.append(offered(input, sizes))
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

/** Numbers that a field offers. */
function offered(input: HTMLInputElement, sizes: readonly number[]): HTMLElement {
  const list = document.createElement('datalist')
  list.id = `page-card-sizes-${crypto.randomUUID()}`
  list.append(...sizes.map((size) => new Option('', String(size))))
  input.setAttribute('list', list.id)
  return list
}

/** Leaves the words where a link was. */
function unlink(view: EditorView, link: LinkHere | null): void {
  if (!link) return
  const words = view.state.sliceDoc(link.words.from, link.words.to)
  const insert = link.kind === 'picture' && !link.isNamed ? readPictureLabel(words).words : words
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
