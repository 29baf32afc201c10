// Who takes how much of the node's disks: the first thing to look at where one fills up.
import { useCallback, useState } from 'react'
import type { StorageLine, StoragePage, StorageSort } from '../../shared/wire/admin.ts'
import { amountWords } from '../../shared/wire/amounts.ts'
import { Choose } from '../sharing/choose.tsx'
import { fetchStorage, type Wanted } from './calls.ts'
import { Answer, Pages, SearchLine, Section } from './section.tsx'
import { Table, type Column } from './table.tsx'
import { useList } from './use-list.ts'
import '../sharing/share.css'

const SORTS = [
  { value: 'all', label: 'most in total' },
  { value: 'today', label: 'most today' },
  { value: 'logs', label: 'most in worlds' },
  { value: 'pictures', label: 'most pictures' },
  { value: 'name', label: 'by name' },
] as const satisfies readonly { readonly value: StorageSort; readonly label: string }[]

/** From here on somebody is marked, as they were warned. */
const NEARLY = 0.8

const OTHERS: Readonly<Record<Exclude<StorageLine['who'], 'account'>, string>> = {
  guests: 'Everyone without an account, together',
  node: 'All people from',
  strangers: 'Everyone from nodes not yet allowed, together',
  left: 'People who have left',
}

export default function StoragePart() {
  const [sort, setSort] = useState<StorageSort>('all')
  const ask = useCallback((wanted: Wanted) => fetchStorage(wanted, sort), [sort])
  const { asked, again, search, setSearch, page, setPage } = useList(ask)
  return (
    <Section
      title="Storage"
      text="What everyone has added to this node’s disk, in other people’s worlds too. A day begins at midnight UTC. The limits are in the settings."
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
                columns={columnsOf(storage)}
                lines={storage.lines}
                keyOf={({ who, account }) => `${who} ${account ?? ''}`}
              />
            )}
            <Pages page={page} total={storage.total} noun="line" onPage={setPage} />
          </>
        )}
      </Answer>
    </Section>
  )
}

function columnsOf({ bytesPerDay, bytesPerAccount }: StoragePage): readonly Column<StorageLine>[] {
  return [
    { title: 'Who', cell: (line) => <Who line={line} /> },
    {
      title: 'In worlds',
      isNumber: true,
      cell: ({ logs }) => amountWords(logs),
    },
    { title: 'Pictures', isNumber: true, cell: ({ pictures }) => amountWords(pictures) },
    {
      title: 'Today',
      isNumber: true,
      cell: (line) => <Amount bytes={line.today} most={boundOf(line, bytesPerDay)} />,
    },
    {
      title: 'In total',
      isNumber: true,
      cell: (line) => <Amount bytes={line.logs + line.pictures} most={boundOf(line, bytesPerAccount)} />,
    },
  ]
}

/** Who left adds nothing any more. */
const boundOf = ({ who }: StorageLine, most: number): number => (who === 'left' ? Infinity : most)

function Who({ line: { who, account } }: { readonly line: StorageLine }) {
  return (
    <span className="admin-who">
      {who !== 'account' && <span className="admin-name">{OTHERS[who]}</span>}{' '}
      {account !== null && <span className="address">{account}</span>}
    </span>
  )
}

function Amount({ bytes, most }: { readonly bytes: number; readonly most: number }) {
  return (
    <>
      {amountWords(bytes)}{' '}
      {bytes >= most ? (
        <span className="admin-mark admin-mark-grave">full</span>
      ) : (
        bytes >= NEARLY * most && <span className="admin-mark">nearly full</span>
      )}
    </>
  )
}
