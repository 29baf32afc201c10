// The menu of a row or a column: what can be done there, with the keys for it.
import type { EditorView } from '@codemirror/view'
import { shownKeys } from '../../device/shortcuts.ts'
import { act, type TableAction } from './table-actions.ts'
import type { TablePlace } from './table-model.ts'

/** Opens it under a place of the window; when it closes, the page has the focus again. */
export function openTableMenu(
  view: EditorView,
  place: TablePlace,
  actions: readonly TableAction[],
  { label, left, top }: { readonly label: string; readonly left: number; readonly top: number },
): void {
  const menu = view.dom.appendChild(document.createElement('div'))
  menu.className = 'menu table-menu'
  menu.role = 'menu'
  menu.ariaLabel = label
  menu.popover = 'auto'
  for (const action of actions) {
    if (action.make(view.state, place) === null) continue
    const item = menu.appendChild(document.createElement('button'))
    item.type = 'button'
    item.className = 'menu-item'
    item.role = 'menuitem'
    item.tabIndex = -1
    item.append(action.label)
    if (action.keys !== undefined) {
      const keys = item.appendChild(document.createElement('kbd'))
      keys.textContent = shownKeys(action.keys)
      keys.ariaHidden = 'true'
    }
    item.addEventListener('click', () => {
      menu.hidePopover()
      view.focus()
      act(view, action, place)
    })
  }
  // The floor takes a press for its own.
  for (const press of ['pointerdown', 'dblclick'])
    menu.addEventListener(press, (event) => event.stopPropagation())
  menu.addEventListener('keydown', (event) => pressKey(event, menu))
  menu.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return
    if (menu.contains(document.activeElement)) view.focus()
    menu.remove()
  })
  menu.showPopover()
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - menu.offsetHeight - 8))}px`
  itemsOf(menu)[0]?.focus()
}

const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('.menu-item')]

function pressKey(event: KeyboardEvent, menu: HTMLElement): void {
  event.stopPropagation()
  const items = itemsOf(menu)
  const at = items.findIndex((item) => item === document.activeElement)
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
  if (next !== undefined) items.at(next % items.length)?.focus()
  else if (event.key === 'Tab' || event.key === 'Escape') menu.hidePopover()
  else return
  event.preventDefault()
}
