// Giving a world to somebody else: said what comes of it, offered, and what became of the offer.
import { useState, type FormEvent } from 'react'
import { OFFER_MS, type OfferMade } from '../../shared/wire/api/sharing-bodies.ts'
import { count } from '../words/counts.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { offerWorld, takeOfferBack } from '../api/sharing-api.ts'
import { SharePart, Who, type SharingProps } from './frame/share-part.tsx'
import { endWords } from '../words/link-spans.ts'
import { DAY_MS } from '../../shared/time/durations.ts'

const OFFER_DAYS = OFFER_MS / DAY_MS

export function HandOver(props: SharingProps) {
  const { offered } = props.sharing
  const [isOpen, setOpen] = useState(false)
  if (offered !== null) return <Offered {...props} offered={offered} />
  return (
    <div className="share-foot">
      <Button look="quiet" onClick={() => setOpen(true)}>
        Give this world to someone else
      </Button>
      <Card title="Give this world away" open={isOpen} onClose={() => setOpen(false)}>
        <OfferForm {...props} onDone={() => setOpen(false)} />
      </Card>
    </div>
  )
}

function Offered({ address, change, offered }: SharingProps & { readonly offered: OfferMade }) {
  const { name, account, until, isDeclined } = offered
  const end = (): void =>
    void change(
      () => takeOfferBack(address),
      (before) => ({ ...before, offered: null }),
    )
  return (
    <SharePart title="Giving it away">
      <div className="share-line">
        <Who
          name={isDeclined ? `${name} does not want it` : `Offered to ${name}`}
          account={account}
          more={!isDeclined && ` · ${endWords(until)}`}
        />
        <Button look="quiet" onClick={end}>
          {isDeclined ? 'OK' : 'Take back'}
        </Button>
      </div>
      {!isDeclined && (
        <p className="share-hint">It stays yours until they accept it on their list of worlds.</p>
      )}
    </SharePart>
  )
}

function OfferForm({ address, change, onDone }: SharingProps & { readonly onDone: () => void }) {
  const [account, setAccount] = useState('')
  const wanted = account.trim()
  function offer(event: FormEvent): void {
    event.preventDefault()
    // Why it cannot be is said in the panel.
    void change(() => offerWorld(address, wanted))
    onDone()
  }
  return (
    <form className="share-ask" onSubmit={offer}>
      <p className="card-text">
        They will be asked, and can look at it in the meantime. Once they accept, the world and everything in
        it is theirs, and it moves to an address under their name. Links to its present address stop working.
        From then on they decide who can do what. You can keep writing in it unless they say otherwise.
      </p>
      <p className="card-text">
        Until then you can take the offer back. After {count(OFFER_DAYS, 'day')} the offer ends by itself.
      </p>
      <Field
        label="Their account"
        value={account}
        onText={setAccount}
        autoCapitalize="none"
        spellCheck={false}
        placeholder="bob"
      />
      <div className="card-foot">
        <Button type="submit" look="main" disabled={wanted === ''}>
          Offer it
        </Button>
      </div>
    </form>
  )
}
