// The menu of a row or a column: what can be done there, with the keys for it.
import { createRoot } from 'react-dom/client'
import { afterDrawing } from '../../browser/later.ts'
import { shownKeys } from '../../device/shortcuts.ts'
import { MenuAt, type MenuAtProps } from '../../parts/menu-at.tsx'
import { MenuItem } from '../../parts/menu.tsx'
import type { TableAction } from './table-actions.ts'

export interface TableMenuProps extends Omit<MenuAtProps, 'onClose' | 'children'> {
  readonly actions: readonly TableAction[]
  readonly act: (action: TableAction) => void
}

export function openTableMenu({ actions, act, ...at }: TableMenuProps): void {
  const root = createRoot(document.createElement('div'))
  root.render(
    // It has given the focus back by then.
    <MenuAt {...at} onClose={() => afterDrawing(() => root.unmount())}>
      {actions.map((action) => (
        <MenuItem key={action.label} onClick={() => act(action)} keys={action.keys && shownKeys(action.keys)}>
          {action.label}
        </MenuItem>
      ))}
    </MenuAt>,
  )
}
