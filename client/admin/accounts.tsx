// Who has an account here, and what an admin can do about one.
import { Ellipsis } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { AccountLine } from '../../shared/wire/admin.ts'
import { Ago } from '../app/ago.tsx'
import { Button } from '../parts/button.tsx'
import { Question } from '../parts/dialog.tsx'
import { Menu, MenuItem, MenuRule } from '../parts/menu.tsx'
import { changeAccount, endSessionsOf, fetchAccounts } from './calls.ts'
import { CodeCard } from './code-card.tsx'
import { EndAccountCard } from './end-account.tsx'
import { Answer, Pages, SearchLine, Section } from './section.tsx'
import { sizeWords } from './size-words.ts'
import { Table, type Column } from './table.tsx'
import { useDoing, type Doing } from './use-doing.ts'
import { useList } from './use-list.ts'

const COLUMNS: readonly Column<AccountLine>[] = [
  { title: 'Who', cell: (line) => <Who line={line} /> },
  { title: 'Since', cell: ({ since }) => <Ago at={since} /> },
  { title: 'Last seen', cell: ({ seenAt }) => (seenAt === null ? 'not signed in' : <Ago at={seenAt} />) },
  { title: 'Worlds', isNumber: true, cell: ({ worlds }) => worlds.toLocaleString('en-GB') },
  { title: 'Storage', isNumber: true, cell: ({ bytes }) => sizeWords(bytes) },
]

export default function AccountsPart() {
  const { asked, again, search, setSearch, page, setPage } = useList(fetchAccounts)
  const doing = useDoing(again)
  return (
    <Section title="Accounts">
      <SearchLine label="Search by name" value={search} onText={setSearch} />
      <Answer asked={asked} onAgain={again}>
        {({ accounts, total }) => (
          <>
            {accounts.length === 0 && <p className="empty">Nobody here is called that.</p>}
            {accounts.length > 0 && (
              <Table
                label="Accounts"
                columns={COLUMNS}
                lines={accounts}
                keyOf={({ account }) => account}
                renderWays={(line) => <Ways line={line} doing={doing} onChange={again} />}
              />
            )}
            <Pages page={page} total={total} noun="account" onPage={setPage} />
          </>
        )}
      </Answer>
    </Section>
  )
}

function Who({ line: { name, account, isAdmin, isSuspended, isYou } }: { readonly line: AccountLine }) {
  return (
    <span className="admin-who">
      <span className="admin-name">{name}</span> <span className="address">{account}</span>
      {isYou && <span className="admin-mark">you</span>}
      {isAdmin && <span className="admin-mark">admin</span>}
      {isSuspended && <span className="admin-mark admin-mark-grave">suspended</span>}
    </span>
  )
}

type Asking = 'suspend' | 'code' | 'end' | null

interface WaysProps {
  readonly line: AccountLine
  readonly doing: Doing
  readonly onChange: () => void
}

function Ways({ line, doing, onChange }: WaysProps) {
  const { account, name, isAdmin, isSuspended, isYou } = line
  const [asking, setAsking] = useState<Asking>(null)
  const item = (words: ReactNode, work: () => void): ReactNode => (
    <MenuItem icon={<span aria-hidden="true" />} onClick={work}>
      {words}
    </MenuItem>
  )
  const change = (wanted: Parameters<typeof changeAccount>[1], done: string): void =>
    doing(changeAccount(account, wanted), done)
  return (
    <>
      <Menu
        trigger={
          <Button look="quiet" aria-label={`What you can do about ${name}`} className="admin-more-button">
            <Ellipsis size={18} aria-hidden="true" />
          </Button>
        }
      >
        {isAdmin
          ? item('Make them no admin any more', () =>
              change({ isAdmin: false }, `${name} is no admin any more.`),
            )
          : item('Make them an admin', () => change({ isAdmin: true }, `${name} is an admin now.`))}
        {item('Give a recovery code', () => setAsking('code'))}
        {item('End their sessions', () => doing(endSessionsOf(account), `${name} is signed out everywhere.`))}
        {!isYou && <MenuRule />}
        {!isYou &&
          isSuspended &&
          item('Let in again', () => change({ isSuspended: false }, `${name} may come in again.`))}
        {!isYou && !isSuspended && item('Suspend', () => setAsking('suspend'))}
        {!isYou && item('Delete the account', () => setAsking('end'))}
      </Menu>
      <Question
        title={`Suspend ${name}?`}
        text="They are signed out at once, everywhere, and may not come in. Their worlds and what they wrote stay. You can let them in again."
        yes="Suspend"
        open={asking === 'suspend'}
        onClose={() => setAsking(null)}
        onYes={async () => {
          await changeAccount(account, { isSuspended: true })
          onChange()
        }}
      />
      {asking === 'code' && <CodeCard line={line} onClose={() => setAsking(null)} />}
      {asking === 'end' && <EndAccountCard line={line} onClose={() => setAsking(null)} onEnded={onChange} />}
    </>
  )
}
