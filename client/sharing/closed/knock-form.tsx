// Knocking at a world that is closed to one: a line of words, then waiting. A person who is let in goes in by
// itself.
import { useState, type FormEvent } from 'react'
import { KNOCK_WORDS_MAX } from '../../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { wordsOf } from '../../api/request.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { knock, takeKnockBack } from '../../api/sharing-api.ts'
import { readPreference, storePreference } from '../../device/preferences.ts'
import { useLetIn } from './use-let-in.ts'

interface KnockFormProps {
  readonly address: Address
  /** One was in it before. The person who sent one out may let one in again without a knock. */
  readonly isWaitingAnyway: boolean
  readonly onLetIn: () => void
}

/** Under this name the tab remembers that somebody knocked: a reload goes on waiting. */
const keyOf = (address: Address): string => `knocked.${address}`

export function KnockForm({ address, isWaitingAnyway, onLetIn }: KnockFormProps) {
  const [isWaiting, setWaiting] = useState(() => readPreference(keyOf(address), 'sessionStorage') !== null)
  const [words, setWords] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  function become(waits: boolean): void {
    storePreference(keyOf(address), waits ? 'yes' : null, 'sessionStorage')
    setWaiting(waits)
    setTrouble(null)
  }
  useLetIn(address, isWaiting || isWaitingAnyway, () => {
    storePreference(keyOf(address), null, 'sessionStorage')
    onLetIn()
  })
  const fail = (error: unknown): void => setTrouble(wordsOf(error))
  function send(event: FormEvent): void {
    event.preventDefault()
    knock(address, words.trim()).then(() => become(true), fail)
  }
  if (isWaiting) {
    return (
      <div className="knock-waits">
        <output>
          You have knocked. Leave this page open: it takes you in as soon as someone lets you in.
        </output>
        <Button look="quiet" onClick={() => void takeKnockBack(address).then(() => become(false), fail)}>
          Take it back
        </Button>
        <Trouble text={trouble} />
      </div>
    )
  }
  return (
    <form className="knock" onSubmit={send}>
      <Field
        label="Message to the owner"
        placeholder="I am in Ms Gray’s class"
        value={words}
        onText={setWords}
        trouble={trouble}
        maxLength={KNOCK_WORDS_MAX}
      />
      <Button type="submit" look="main">
        Knock
      </Button>
    </form>
  )
}
