// Ending somebody's account for good: what becomes of their worlds is asked, as it is of who leaves by themselves.
import { useState } from 'react'
import type { AccountLine } from '../../shared/wire/admin.ts'
import { wordsOf } from '../app/api.ts'
import { notify } from '../app/notices.ts'
import { count } from '../app/words.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { endAccount } from './calls.ts'

interface Props {
  readonly line: AccountLine
  readonly onClose: () => void
  readonly onEnded: () => void
}

export function EndAccountCard({ line, onClose, onEnded }: Props) {
  const { name, account, worlds } = line
  const [passes, setPasses] = useState(false)
  const [heir, setHeir] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  async function end(): Promise<void> {
    if (passes && heir.trim() === '') return setTrouble('Enter the account name of whoever gets the worlds.')
    setBusy(true)
    try {
      await endAccount(account, { worlds: passes ? { passTo: heir.trim() } : 'bin' })
      onClose()
      notify({ text: `The account ${account} is deleted.` })
      onEnded()
    } catch (error) {
      setTrouble(wordsOf(error))
      setBusy(false)
    }
  }
  return (
    <Card title={`Delete the account of ${name}`} open onClose={onClose}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy) void end()
        }}
      >
        <p className="card-text">
          They are signed out everywhere, their home goes to the bin, and nobody else can take the name{' '}
          {account} for a year. What they wrote in other people’s worlds stays. This cannot be undone. To keep
          someone out for a while, suspend them instead.
        </p>
        {worlds > 0 && (
          <fieldset className="admin-choice">
            <legend>Their {count(worlds, 'world')}</legend>
            <label>
              <input type="radio" name="worlds" checked={!passes} onChange={() => setPasses(false)} />
              <span>go to the bin</span>
            </label>
            <label>
              <input type="radio" name="worlds" checked={passes} onChange={() => setPasses(true)} />
              <span>are offered to someone else</span>
            </label>
          </fieldset>
        )}
        {passes && (
          <Field
            label="To which account"
            value={heir}
            onText={setHeir}
            hint="They will be asked. Until they accept, the admins look after the worlds. Any world not accepted within 30 days goes to the bin."
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <Trouble text={trouble} />
        <div className="card-foot">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="grave" aria-busy={isBusy}>
            Delete for good
          </Button>
        </div>
      </form>
    </Card>
  )
}
