// The head of home: whose place this is, and who is here.
import { ChevronDown, Pencil } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../app/me.ts'
import { Link } from '../app/link.tsx'
import { HOME } from '../app/route.ts'
import { Mark } from '../parts/mark.tsx'
import { Menu, MenuItem, MenuRule } from '../parts/menu.tsx'
import { RenameMe } from './rename-me.tsx'
import { ThemeChoice } from './theme-choice.tsx'

export function Masthead() {
  const { person } = useMe()
  const [renaming, setRenaming] = useState(false)
  return (
    <header className="masthead">
      <Link to={HOME} className="wordmark">
        <Mark size={24} /> Inkland
      </Link>
      <Menu
        trigger={
          <button type="button" className="button button-quiet">
            {person.name} <ChevronDown size={16} aria-hidden="true" />
          </button>
        }
      >
        <MenuItem icon={<Pencil size={16} aria-hidden="true" />} onClick={() => setRenaming(true)}>
          Change my name
        </MenuItem>
        <MenuRule />
        <ThemeChoice />
      </Menu>
      <RenameMe open={renaming} onClose={() => setRenaming(false)} />
    </header>
  )
}
