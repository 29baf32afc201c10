// How much of the node's disks everybody takes: the first thing to look at when one fills up.
import { Suspense, useCallback, useState } from 'react'
import type { StorageLine, StorageSort } from '../../../shared/wire/api/admin-bodies.ts'
import { amountWords } from '../../../shared/wire/api/storage-amounts.ts'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { Choose } from '../../parts/choose.tsx'
import { fetchStorage, type ListQuery } from '../../api/admin-api.ts'
import { Answer, Pages, SearchLine, Section } from '../frame/admin-section.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useList } from '../frame/use-paged-list.ts'
import { FORM_ASKS_MS } from '../../parts/requests/use-request.ts'
import { RowMenuEntry, RowMenu } from '../frame/row-menu.tsx'

const SORTS = [
  { value: 'all', label: 'most in total' },
  { value: 'today', label: 'most today' },
  { value: 'pages', label: 'most pages' },
  { value: 'history', label: 'most history' },
  { value: 'pictures', label: 'most pictures' },
  { value: 'name', label: 'by name' },
] as const satisfies readonly { readonly value: StorageSort; readonly label: string }[]

/** From here on a line is marked, as its person was warned. */
const NEARLY = 0.8

const OTHERS: Readonly<Record<Exclude<StorageLine['who'], 'account'>, string>> = {
  guests: 'Everyone without an account, together',
  node: 'All people from',
  strangers: 'Everyone from nodes not yet allowed, together',
  left: 'People who have left',
}

const BoundsCard = lazyWithRetry(() => import('../accounts/bounds-card.tsx'))

export default function StoragePart() {
  const [bounding, setBounding] = useState<StorageLine | null>(null)
  const [sort, setSort] = useState<StorageSort>('all')
  const ask = useCallback((wanted: ListQuery) => fetchStorage(wanted, sort), [sort])
  const { asked, again, search, setSearch, page, setPage } = useList(
    ask,
    bounding === null ? {} : { everyMs: FORM_ASKS_MS },
  )
  return (
    <Section
      title="Storage"
      text="What everyone has added to this node’s disk, in other people’s worlds too: what stands there now (pages), what was written before (history), and pictures. A day begins at midnight UTC. The limits for everyone are in the settings."
    >
      <div className="admin-filters">
        <SearchLine label="Search by name" value={search} onText={setSearch} />
        <Choose label="Order" value={sort} options={SORTS} onChoose={setSort} />
      </div>
      <Answer asked={asked} onAgain={again}>
        {(storage) => (
          <>
            {storage.lines.length === 0 && (
              <p className="empty">
                {search === '' ? 'Nobody has added anything yet.' : 'Nobody has that name.'}
              </p>
            )}
            {storage.lines.length > 0 && (
              <Table
                label="Storage"
                columns={COLUMNS}
                lines={storage.lines}
                keyOf={({ who, account }) => `${who} ${account ?? ''}`}
                renderWays={(line) =>
                  line.who === 'account' && (
                    <RowMenu about={line.account ?? ''}>
                      <RowMenuEntry onClick={() => setBounding(line)}>Change the limits</RowMenuEntry>
                    </RowMenu>
                  )
                }
              />
            )}
            <Pages page={page} total={storage.total} noun="line" onPage={setPage} />
            {bounding !== null && (
              <Suspense>
                <BoundsCard
                  account={bounding.account ?? ''}
                  own={storage.lines.find(({ account }) => account === bounding.account)?.own ?? bounding.own}
                  usual={storage}
                  onClose={() => setBounding(null)}
                  onSaved={again}
                />
              </Suspense>
            )}
          </>
        )}
      </Answer>
    </Section>
  )
}

const COLUMNS: readonly Column<StorageLine>[] = [
  { title: 'Who', cell: (line) => <Who line={line} /> },
  { title: 'Pages', isNumber: true, cell: ({ pages }) => amountWords(pages) },
  { title: 'History', isNumber: true, cell: ({ history }) => amountWords(history) },
  {
    title: 'Pictures',
    isNumber: true,
    cell: ({ pictures, bounds }) => <Amount bytes={pictures} most={bounds?.pictures} />,
  },
  {
    title: 'In total',
    isNumber: true,
    cell: ({ pages, history, pictures, bounds }) => (
      <Amount bytes={pages + history + pictures} most={bounds?.inAll} isTold />
    ),
  },
  {
    title: 'Today',
    isNumber: true,
    cell: ({ today, bounds }) => <Amount bytes={today} most={bounds?.perDay} isTold />,
  },
]

function Who({ line: { who, account, own } }: { readonly line: StorageLine }) {
  const hasOwn = Object.values(own).some((bound) => bound !== null)
  return (
    <span className="admin-who">
      {who !== 'account' && <span className="admin-name">{OTHERS[who]}</span>}{' '}
      {account !== null && <span className="address">{account}</span>}
      {hasOwn && <span className="admin-mark">own limits</span>}
    </span>
  )
}

interface AmountProps {
  readonly bytes: number
  /** None: there is no bound of it. */
  readonly most?: number | null | undefined
  /** Says the bound, too. */
  readonly isTold?: boolean
}

function Amount({ bytes, most, isTold = false }: AmountProps) {
  if (most == null) return amountWords(bytes)
  return (
    <>
      {amountWords(bytes)}
      {isTold && <span className="admin-more"> of {amountWords(most)}</span>}{' '}
      {bytes >= most && bytes > 0 ? (
        <span className="admin-mark admin-mark-grave">full</span>
      ) : (
        bytes >= NEARLY * most && bytes > 0 && <span className="admin-mark">nearly full</span>
      )}
    </>
  )
}
