// The accounts here, and an admin's actions about each.
import { Suspense, useState } from 'react'
import type { AccountLine } from '../../../shared/wire/api/admin-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { Question } from '../../parts/dialog.tsx'
import { MenuRule } from '../../parts/menu.tsx'
import { changeAccount, endSessionsOf, fetchAccounts } from '../../api/admin-api.ts'
import { CodeCard } from './code-card.tsx'
import { ChosenBar, Pick, useChoosing, type Choosing } from './account-selection.tsx'
import type { AccountToEnd } from './end-accounts-card.tsx'
import { EndingNow, useEnding } from './ending-progress.tsx'
import { Answer, Pages, SearchLine, Section } from '../frame/admin-section.tsx'
import { sizeWords } from '../../words/size-words.ts'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useServerAction, type ActionState } from '../../parts/requests/use-action.ts'
import { useList } from '../frame/use-paged-list.ts'
import { RowMenuEntry, RowMenu } from '../frame/row-menu.tsx'

const EndAccountsCard = lazyWithRetry(() => import('./end-accounts-card.tsx'))

const columnsFor = (choosing: Choosing): readonly Column<AccountLine>[] => [
  {
    title: 'Who',
    cell: (line) =>
      line.isYou ? (
        <Who line={line} />
      ) : (
        <Pick choosing={choosing} one={line}>
          <Who line={line} />
        </Pick>
      ),
  },
  { title: 'Since', cell: ({ since }) => <Ago at={since} /> },
  { title: 'Last seen', cell: ({ seenAt }) => (seenAt === null ? 'not signed in' : <Ago at={seenAt} />) },
  { title: 'Worlds', isNumber: true, cell: ({ worlds }) => worlds.toLocaleString('en-GB') },
  { title: 'Storage', isNumber: true, cell: ({ bytes }) => sizeWords(bytes) },
]

export default function AccountsPart() {
  const { asked, again, search, setSearch, page, setPage } = useList(fetchAccounts)
  const doing = useServerAction(again)
  const choosing = useChoosing()
  const [ending, lookAgain] = useEnding(again)
  const [toEnd, setToEnd] = useState<readonly AccountToEnd[] | null>(null)
  return (
    <Section title="Accounts">
      {ending !== null && <EndingNow ending={ending} onChange={lookAgain} onChoose={choosing.set} />}
      <SearchLine label="Search by name" value={search} onText={setSearch} />
      <ChosenBar choosing={choosing} search={search} onEnd={() => setToEnd(choosing.all)} />
      <Answer asked={asked} onAgain={again}>
        {({ accounts, total }) => (
          <>
            {accounts.length === 0 && <p className="empty">Nobody here has that name.</p>}
            {accounts.length > 0 && (
              <Table
                label="Accounts"
                columns={columnsFor(choosing)}
                lines={accounts}
                keyOf={({ account }) => account}
                renderWays={(line) => (
                  <Ways line={line} doing={doing} onChange={again} onEnd={() => setToEnd([line])} />
                )}
              />
            )}
            <Pages page={page} total={total} noun="account" onPage={setPage} />
          </>
        )}
      </Answer>
      {toEnd !== null && (
        <Suspense>
          <EndAccountsCard
            chosen={toEnd}
            onClose={() => setToEnd(null)}
            onStarted={() => {
              choosing.set([])
              lookAgain()
            }}
          />
        </Suspense>
      )}
    </Section>
  )
}

function Who({ line }: { readonly line: AccountLine }) {
  const { name, account, isAdmin, isSuspended, isYou, looksLike, isOddName } = line
  return (
    <span className="admin-who">
      <span className="admin-name">{name}</span> <span className="address">{account}</span>
      {isYou && <span className="admin-mark">you</span>}
      {isAdmin && <span className="admin-mark">admin</span>}
      {isSuspended && <span className="admin-mark admin-mark-grave">suspended</span>}
      {looksLike.length > 0 && (
        <span className="admin-mark admin-mark-grave">looks like {looksLike.join(', ')}</span>
      )}
      {isOddName && <span className="admin-mark admin-mark-grave">mixed or hidden letters</span>}
    </span>
  )
}

type AccountQuestion = 'suspend' | 'code' | null

interface AccountMenuProps {
  readonly line: AccountLine
  readonly doing: ActionState
  readonly onChange: () => void
  readonly onEnd: () => void
}

function Ways({ line, doing, onChange, onEnd }: AccountMenuProps) {
  const { account, name, isAdmin, isSuspended, isYou } = line
  const [asking, setAsking] = useState<AccountQuestion>(null)
  const change = (wanted: Parameters<typeof changeAccount>[1], done: string): void =>
    doing(changeAccount(account, wanted), done)
  return (
    <>
      <RowMenu about={name}>
        {isAdmin ? (
          <RowMenuEntry onClick={() => change({ isAdmin: false }, `${name} is no longer an admin.`)}>
            Remove as admin
          </RowMenuEntry>
        ) : (
          <RowMenuEntry onClick={() => change({ isAdmin: true }, `${name} is an admin now.`)}>
            Make admin
          </RowMenuEntry>
        )}
        <RowMenuEntry onClick={() => setAsking('code')}>Give a recovery code</RowMenuEntry>
        <RowMenuEntry onClick={() => doing(endSessionsOf(account), `${name} is signed out everywhere.`)}>
          End their sessions
        </RowMenuEntry>
        {!isYou && <MenuRule />}
        {!isYou && isSuspended && (
          <RowMenuEntry onClick={() => change({ isSuspended: false }, `${name} can sign in again.`)}>
            Let in again
          </RowMenuEntry>
        )}
        {!isYou && !isSuspended && <RowMenuEntry onClick={() => setAsking('suspend')}>Suspend</RowMenuEntry>}
        {!isYou && <RowMenuEntry onClick={onEnd}>Delete the account</RowMenuEntry>}
      </RowMenu>
      <Question
        title={`Suspend ${name}?`}
        text="They are signed out everywhere at once, and cannot sign in. Their worlds and what they wrote stay. You can let them in again."
        yes="Suspend"
        open={asking === 'suspend'}
        onClose={() => setAsking(null)}
        onYes={async () => {
          await changeAccount(account, { isSuspended: true })
          onChange()
        }}
      />
      {asking === 'code' && <CodeCard line={line} onClose={() => setAsking(null)} />}
    </>
  )
}
