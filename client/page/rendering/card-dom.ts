// A card on the screen: words, fields and buttons.
import type { EditorView } from '@codemirror/view'
import { MOD } from '../../browser/media.ts'
import { pictureAt } from '../../../shared/world/picture-id.ts'
import type { LinkHere } from './link-at.ts'
import { HEIGHT_MAX, HEIGHT_MIN, wordsOf } from '../../../shared/page/picture-syntax.ts'
import { whyNoPicture, type LinkTargets } from '../../world/link-targets.ts'
import './link-card.css'
import { writeAddress } from '../../../shared/page/page-links.ts'

interface CardElement {
  readonly dom: HTMLElement
  /** Shows the link as it is now. */
  readonly update: () => void
}

/** The card of the link or picture that `here` finds; one that is only read has no fields. */
export function cardOf(
  view: EditorView,
  ways: LinkTargets,
  here: () => LinkHere | null,
  isRead = false,
): CardElement {
  const dom = element('div', 'page-card')
  const words = dom.appendChild(element('p', 'page-card-words'))
  const fields = isRead ? [] : fieldsOf(view, here)
  for (const { row } of fields) dom.append(row)
  const buttons = dom.appendChild(element('div', 'page-card-buttons'))
  const goThere = button('Go there', () => {
    const link = here()
    if (link) ways.follow(link.href)
  })
  if (!isRead)
    buttons.append(
      goThere,
      button(here()?.kind === 'link' ? 'Remove the link' : 'Only the words', () => unlink(view, here())),
    )
  if (!isRead) dom.setAttribute('role', 'group')
  if (!isRead) dom.setAttribute('aria-label', NAMES[here()?.kind ?? 'link'])
  // The floor takes a press beside its text for its own.
  for (const press of ['pointerdown', 'dblclick'])
    dom.addEventListener(press, (event) => event.stopPropagation())
  dom.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    view.focus()
  })

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

const NAMES = { link: 'Link', bare: 'Link', picture: 'Picture', formula: 'Formula' } as const

interface LinkField {
  readonly row: HTMLElement
  readonly show: (link: LinkHere) => void
}

function fieldsOf(view: EditorView, here: () => LinkHere | null): readonly LinkField[] {
  const text = ({ words }: LinkHere): string => view.state.sliceDoc(words.from, words.to)
  const link = here()
  if (link?.isNamed) return [nameField()]
  if (link?.kind === 'formula') return [formulaField()]
  const isPicture = link?.kind === 'picture'
  const address = field(view, {
    label: 'Address',
    read: ({ href }) => href,
    write(value) {
      const at = here()?.address
      if (at) view.dispatch({ changes: { ...at, insert: writeAddress(value) }, userEvent: 'input' })
    },
    // The name of a kept picture says nothing to anybody.
    isHidden: ({ href }) => pictureAt(href) !== null,
  })
  if (!isPicture) return [address]
  function writeWords(words: string, height: string): void {
    const at = here()?.words
    const label = words.replace(/[[\]|\n]/g, '') + (height === '' ? '' : `|${height}`)
    if (at) view.dispatch({ changes: { ...at, insert: label }, userEvent: 'input' })
  }
  const heightOf = (link: LinkHere): string => {
    const { height, isSet } = wordsOf(text(link))
    return isSet ? String(height) : ''
  }
  const said = field(view, {
    label: 'What it shows',
    read: (link) => wordsOf(text(link)).words,
    write: (value, link) => writeWords(value, heightOf(link)),
  })
  const height = field(view, {
    label: 'Height',
    read: heightOf,
    write: (value, link) => writeWords(wordsOf(text(link)).words, heightFrom(value)),
  })
  return [said, height, address]

  function formulaField(): LinkField {
    return field(view, {
      label: 'Formula',
      read: text,
      write(value, { words }) {
        const insert = value.replace(/[$\n]/g, '').trim()
        if (insert !== '') view.dispatch({ changes: { ...words, insert }, userEvent: 'input' })
      },
    })
  }

  /** The text between the brackets of `[[name]]`. */
  function nameField(): LinkField {
    return field(view, {
      label: 'Name',
      read: ({ address }) => (address === null ? '' : view.state.sliceDoc(address.from, address.to)),
      write(value) {
        const at = here()?.address
        const name = value.replace(/[[\]|\n\\]/g, '').trim()
        if (at && name !== '') view.dispatch({ changes: { ...at, insert: name }, userEvent: 'input' })
      },
    })
  }

  function field(
    editor: EditorView,
    {
      label,
      read,
      write,
      isHidden = () => false,
    }: {
      label: string
      read: (link: LinkHere) => string
      write: (value: string, link: LinkHere) => void
      isHidden?: (link: LinkHere) => boolean
    },
  ): LinkField {
    const row = element('label', 'page-card-row')
    row.append(label)
    const input = row.appendChild(document.createElement('input'))
    input.spellcheck = false
    function commit(): void {
      const link = here()
      if (link && input.value !== read(link)) write(input.value, link)
    }
    input.addEventListener('change', commit)
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      commit()
      editor.focus()
    })
    return {
      row,
      show(link) {
        row.hidden = isHidden(link)
        if (document.activeElement !== input) input.value = read(link)
      },
    }
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

/**
 * Where a card belongs: within the page, since what hangs over its edge counts as out of sight; on a small
 * screen where the text begins, so that the card has room.
 */
export function placeOf(
  view: EditorView,
  at: number,
): { left: number; right: number; top: number; bottom: number } {
  const page = view.contentDOM.getBoundingClientRect()
  const { left, top, bottom } = view.coordsAtPos(at, 1) ?? page
  const start = innerWidth > 720 ? Math.max(page.left + 1, Math.min(left, page.right - 1)) : page.left + 1
  return { left: start, right: start, top, bottom }
}
