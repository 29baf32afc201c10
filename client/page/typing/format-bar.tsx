// The buttons of the bar on a selection.
import type { EditorView } from '@codemirror/view'
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Highlighter,
  Italic,
  Link,
  List,
  Strikethrough,
  type LucideIcon,
} from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { shownKeys } from '../../device/shortcuts.ts'
import { IconButton } from '../../parts/button.tsx'
import { keepPresses } from '../rendering/page-handle.ts'
import { LINE_FORMATS, LINK_KEYS, WORD_FORMATS, type LineFormat, type WordFormat } from './formats.ts'
import { areLinesSo, toggleLines } from './set-lines.ts'
import { isIn, isSetSo, toggleLink, toggleWords } from './set-words.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

export type FormatBar = ReturnType<typeof openFormatBar>

export function openFormatBar(view: EditorView) {
  const element = view.dom.appendChild(document.createElement('div'))
  element.className = 'selection-bar'
  element.popover = 'manual'
  const root = createRoot(element)
  keepPresses(element)
  return {
    element,
    /** For the selection as it is now. */
    show() {
      flushSync(() => root.render(<Buttons view={view} state={view.state} />))
      if (!element.matches(':popover-open')) element.showPopover()
    },
    hide() {
      if (element.matches(':popover-open')) element.hidePopover()
    },
    end() {
      element.remove()
      // A page may go while React draws something else.
      queueMicrotask(() => root.unmount())
    },
  }
}

function Buttons({ view, state }: Pick<EditorView, 'state'> & { readonly view: EditorView }) {
  const bar = useRef<HTMLDivElement>(null)
  const { main } = state.selection
  const isInTable = isIn(state, main, 'Table') !== null
  const isOneLine = state.doc.lineAt(main.from).to >= main.to

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(bar.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((button) => button === document.activeElement)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[meantKeyOf(event)]
    if (meantKeyOf(event) === 'Escape') view.focus()
    else if (next !== undefined) buttons.at(next % buttons.length)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      ref={bar}
      role="toolbar"
      tabIndex={-1}
      className="selection-bar-tools"
      aria-label="What is selected"
      onKeyDown={onKeyDown}
    >
      {WORD_FORMATS.map((format, at) => (
        <BarButton
          key={format.id}
          icon={ICONS[format.id]}
          label={format.name}
          keys={format.keys}
          isFirst={at === 0}
          isOn={isSetSo(state, format)}
          onPress={() => toggleWords(view, format)}
        />
      ))}
      {isOneLine && (
        <BarButton
          icon={Link}
          label="Link"
          keys={LINK_KEYS}
          isOn={isIn(state, main, 'Link') !== null}
          onPress={() => toggleLink(view)}
        />
      )}
      {!isInTable &&
        LINE_FORMATS.map((format) => {
          const icon = ICONS[format.id]
          const isOn = areLinesSo(state, format)
          const press = (): void => toggleLines(view, format)
          return icon && <BarButton key={format.id} {...{ icon, isOn }} label={format.name} onPress={press} />
        })}
    </div>
  )
}

/** Those without one are offered by `/` alone. */
const ICONS: Record<WordFormat['id'], LucideIcon> & Partial<Record<LineFormat['id'], LucideIcon>> = {
  bold: Bold,
  slant: Italic,
  strike: Strikethrough,
  mark: Highlighter,
  code: Code,
  heading: Heading1,
  subheading: Heading2,
  list: List,
}

interface BarButtonProps {
  readonly icon: LucideIcon
  readonly label: string
  readonly keys?: string
  /** Tab comes to the first; arrows go on from there. */
  readonly isFirst?: boolean
  readonly isOn: boolean
  readonly onPress: () => void
}

function BarButton({ icon: Icon, label, keys, isFirst = false, isOn, onPress }: BarButtonProps) {
  return (
    <IconButton
      label={label}
      {...(keys !== undefined && { keys: shownKeys(keys) })}
      tabIndex={isFirst ? 0 : -1}
      aria-pressed={isOn}
      onClick={onPress}
    >
      <Icon size={18} aria-hidden="true" />
    </IconButton>
  )
}
