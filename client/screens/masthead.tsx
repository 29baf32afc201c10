// The head of home: whose place this is, who is here, and what they can do about themselves.
import { ChevronDown, LogIn, LogOut, Pencil, UserRound, Wrench } from 'lucide-react'
import { Suspense, useState } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { THEMES, useTheme, type Theme } from '../browser/theme.ts'
import { comeBackHere } from '../navigation/return-path.ts'
import { useMe } from '../session/me.ts'
import { Link } from '../parts/route-link.tsx'
import { ACCOUNT, ADMIN, go, HOME, SIGN_IN } from '../navigation/route.ts'
import { Mark } from '../parts/mark.tsx'
import { Menu, MenuChoice, MenuItem, MenuRule } from '../parts/menu.tsx'
import { KnocksTold } from '../sharing/knocks-told.tsx'
import { RenameMe } from '../home/rename-me.tsx'

const SignOutCard = lazyWithRetry(() => import('../account/leaving/sign-out.tsx'))

export function Masthead() {
  const { person, node } = useMe()
  const [renaming, setRenaming] = useState(false)
  const [leaving, setLeaving] = useState<'no' | 'asked' | 'yes'>('no')
  return (
    <header className="masthead">
      <KnocksTold />
      <Link to={HOME} className="wordmark">
        <Mark size={24} /> <span>{node?.title ?? 'Inkland'}</span>
      </Link>
      <Menu
        trigger={
          <button type="button" className="button button-quiet">
            <span className="masthead-name">{person.name}</span>{' '}
            <ChevronDown size={16} aria-hidden="true" className="masthead-more" />
          </button>
        }
      >
        {node === null ? (
          <>
            <MenuItem icon={<Pencil size={16} aria-hidden="true" />} onClick={() => setRenaming(true)}>
              Change my name
            </MenuItem>
            <LookAfter />
          </>
        ) : (
          <OwnWays onLeave={() => setLeaving('yes')} />
        )}
        <MenuRule />
        <ThemeChoice />
      </Menu>
      <RenameMe open={renaming} onClose={() => setRenaming(false)} />
      {leaving !== 'no' && (
        <Suspense fallback={null}>
          <SignOutCard open={leaving === 'yes'} onClose={() => setLeaving('asked')} />
        </Suspense>
      )}
    </header>
  )
}

/** For admins; in an open node everybody is one. */
function LookAfter() {
  return (
    <MenuItem icon={<Wrench size={16} aria-hidden="true" />} onClick={() => go(ADMIN)}>
      Look after this place
    </MenuItem>
  )
}

/** Where there are accounts. */
function OwnWays({ onLeave }: { readonly onLeave: () => void }) {
  const { person } = useMe()
  const isGuest = person.kind === 'guest'
  return (
    <>
      <MenuItem icon={<UserRound size={16} aria-hidden="true" />} onClick={() => go(ACCOUNT)}>
        {isGuest ? 'Name and look' : 'Your account'}
      </MenuItem>
      {person.isAdmin && <LookAfter />}
      {isGuest && (
        <MenuItem
          icon={<LogIn size={16} aria-hidden="true" />}
          onClick={() => {
            comeBackHere()
            go(SIGN_IN)
          }}
        >
          Sign in
        </MenuItem>
      )}
      <MenuItem icon={<LogOut size={16} aria-hidden="true" />} onClick={onLeave}>
        Sign out
      </MenuItem>
    </>
  )
}

const THEME_LABELS: Record<Theme, string> = { system: 'Same as system', light: 'Light', dark: 'Dark' }

function ThemeChoice() {
  const [theme, choose] = useTheme()
  return (
    <MenuChoice
      label="Colours"
      value={theme}
      options={THEMES.map((value) => ({ value, label: THEME_LABELS[value] }))}
      onChoose={choose}
    />
  )
}
