// The members of a group, putting somebody in by their account, and taking somebody out.
import { useState, type FormEvent } from 'react'
import type { GroupDetails } from '../../../shared/wire/api/group-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { putIn, takeOut } from '../../api/admin-groups-api.ts'

type GroupMember = GroupDetails['members'][number]

const COLUMNS: readonly Column<GroupMember>[] = [
  {
    title: 'Who',
    cell: ({ name, account }) => (
      <span className="admin-who">
        <span className="admin-name">{name}</span> <span className="address">{account}</span>
      </span>
    ),
  },
  { title: 'In it since', cell: ({ since }) => <Ago at={since} /> },
]

interface GroupMembersProps {
  readonly group: GroupDetails
  readonly onChange: () => void
}

export function Members({ group: { id, members }, onChange }: GroupMembersProps) {
  const doing = useServerAction(onChange)
  return (
    <section className="admin-block">
      <h2 className="section-title">{members.length === 0 ? 'Members' : count(members.length, 'member')}</h2>
      {members.length === 0 ? (
        <p className="empty">Nobody is in it yet. Add a list of names, or an account.</p>
      ) : (
        <Table
          label="Members"
          columns={COLUMNS}
          lines={members}
          keyOf={({ account }) => account}
          renderWays={({ account, name }) => (
            <Button
              look="quiet"
              aria-label={`Take out ${name}`}
              onClick={() => doing(takeOut(id, account), `${name} is not in the group any more.`)}
            >
              Take out
            </Button>
          )}
        />
      )}
      <AddMember id={id} onChange={onChange} />
    </section>
  )
}

function AddMember({ id, onChange }: { readonly id: string; readonly onChange: () => void }) {
  const [account, setAccount] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  async function add(): Promise<void> {
    try {
      await putIn(id, account.trim())
      setAccount('')
      setTrouble(null)
      onChange()
    } catch (error) {
      setTrouble(wordsOf(error))
    }
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault()
    void add()
  }
  return (
    <form className="group-add" onSubmit={onSubmit}>
      <Field
        label="Add an account"
        placeholder="bob"
        autoCapitalize="none"
        spellCheck={false}
        value={account}
        onText={setAccount}
        trouble={trouble}
      />
      <Button type="submit" disabled={account.trim() === ''}>
        Add
      </Button>
    </form>
  )
}
