// Erasing deleted words for good, for the owner: what is meant is counted first, and said.
import { useCallback, useState, type FormEvent } from 'react'
import type { Erase, Erased } from '../../shared/wire/api/history-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import { eraseDeleted } from '../api/history-api.ts'
import { fetchWriters } from '../api/sharing-api.ts'
import { notify } from '../notices/notices.ts'
import { Button } from '../parts/button.tsx'
import { Choose } from '../parts/choose.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { useRequest } from '../parts/requests/use-request.ts'
import { Trouble } from '../parts/trouble.tsx'
import { count } from '../words/counts.ts'
import { useWork } from './use-work.ts'

interface EraseDeletedProps {
  readonly address: Address
}

export function EraseDeleted({ address }: EraseDeletedProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div className="share-line">
        <span className="share-who">
          <span className="share-name">Deleted words</span>
          <span className="share-account">
            They stay in the history of this world until you erase them for good.
          </span>
        </span>
        <Button look="quiet" onClick={() => setOpen(true)}>
          Erase…
        </Button>
      </div>
      <Card title="Erase deleted words for good" open={isOpen} onClose={() => setOpen(false)}>
        <EraseForm address={address} onClose={() => setOpen(false)} />
      </Card>
    </>
  )
}

/** Everybody's, or what one person wrote. */
const ALL = ''

const BACKUPS: Readonly<Record<Erased['backups'], string>> = {
  none: 'Copies of this node that were made elsewhere still have them.',
  renewed: 'The backups of this node were made anew. Copies of it elsewhere still have them.',
  kept: 'The backups of this node still have them, since no new one could be made: ask its admin for one.',
}

function EraseForm({ address, onClose }: EraseDeletedProps & { readonly onClose: () => void }) {
  const [writers] = useRequest(useCallback(() => fetchWriters(address, 0), [address]))
  const [who, setWho] = useState(ALL)
  const [day, setDay] = useState('')
  /** What was counted, and how much that is; null: nothing, or something else. */
  const [counted, setCounted] = useState<{ readonly what: Erase; readonly erased: number } | null>(null)
  const { isBusy, trouble, work } = useWork()
  const people = writers.state === 'here' ? writers.value.writers : []
  const options = [
    { value: ALL, label: 'by anybody' },
    ...people.map(({ account, name }) => ({ value: account, label: `by ${name} (${account})` })),
  ]
  async function see(): Promise<void> {
    const what = whatIs(who, day)
    const { erased } = await eraseDeleted(address, { ...what, isTrial: true })
    setCounted({ what, erased })
  }
  async function erase(what: Erase): Promise<void> {
    const { erased, backups } = await eraseDeleted(address, what)
    onClose()
    notify({ text: `${lettersOf(erased)} erased for good. ${BACKUPS[backups]}`, timeoutMs: 0 })
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    void work(see)
  }
  return (
    <form className="share-ask" onSubmit={submit}>
      <p className="card-text">
        What was deleted in this world and in its drafts is taken out of their history, and nobody can bring
        it back, you neither. What stands on the pages stays, with its authors and times.
      </p>
      <Choose
        label="Written by"
        value={who}
        options={options}
        onChoose={(next) => {
          setWho(next)
          setCounted(null)
        }}
      />
      {who === ALL && (
        <Field
          label="Deleted before"
          type="date"
          value={day}
          onText={(next) => {
            setDay(next)
            setCounted(null)
          }}
          hint="Without a day: all that is deleted by now."
        />
      )}
      <Trouble text={trouble} />
      <output className="card-text">
        {counted !== null &&
          (counted.erased === 0
            ? 'There is nothing to erase.'
            : `${lettersOf(counted.erased)} would be gone.`)}
      </output>
      <div className="card-foot">
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        {counted === null || counted.erased === 0 ? (
          <Button type="submit" look="main" disabled={isBusy}>
            See how much that is
          </Button>
        ) : (
          <Button look="grave" disabled={isBusy} onClick={() => void work(() => erase(counted.what))}>
            Erase for good
          </Button>
        )}
      </div>
    </form>
  )
}

const lettersOf = (erased: number): string =>
  erased === 1 ? 'One deleted letter or value' : `${count(erased, 'deleted letter')} and values`

/** A day begins at midnight where the person is. */
function whatIs(who: string, day: string): Erase {
  if (who !== ALL) return { account: who }
  return { before: day === '' ? Date.now() : new Date(`${day}T00:00`).getTime() }
}
