// At home: worlds that others want to give to one. None is one's own before one accepts it.
import { useEffect, useId, useState } from 'react'
import type { OfferedWorld } from '../../shared/wire/api/sharing-bodies.ts'
import { useRepeat } from '../browser/use-repeat.ts'
import { useRequest } from '../parts/requests/use-request.ts'
import { wordsOf } from '../api/request.ts'
import { Link } from '../parts/route-link.tsx'
import { notify } from '../notices/notices.ts'
import { go, pathOfWorld } from '../navigation/route.ts'
import { Button } from '../parts/button.tsx'
import { endWords } from '../words/link-spans.ts'
import { acceptOffer, declineOffer, fetchOffers } from '../api/worlds-api.ts'
import './world-offers.css'

/** How often they are asked for anew, in ms: nobody waits for one. */
const ASK_MS = 30_000
/** How many are shown before one asks for all of them. */
const SHOWN_MAX = 5

export function Offers({ onChange }: { readonly onChange: () => void }) {
  const [asked, again] = useRequest(fetchOffers)
  const [offers, setOffers] = useState<readonly OfferedWorld[]>([])
  const [isAll, setAll] = useState(false)
  const id = useId()
  // The last known list stays while the server cannot be asked.
  if (asked.state === 'here' && asked.value.offers !== offers) setOffers(asked.value.offers)
  useRepeat(again, ASK_MS)
  useEffect(() => {
    addEventListener('focus', again)
    return () => removeEventListener('focus', again)
  }, [again])
  if (offers.length === 0) return null
  function done(): void {
    again()
    onChange()
  }
  const shown = isAll ? offers : offers.slice(0, SHOWN_MAX)
  return (
    <section aria-labelledby={id} className="copies offers">
      <h2 id={id} className="section-title">
        Offered to you
      </h2>
      <p className="section-text">
        If you accept a world, it is yours and moves to an address under your name. You can look at it first.
      </p>
      <ul>
        {shown.map((offer) => (
          <Offer key={offer.id} offer={offer} onDone={done} />
        ))}
      </ul>
      {offers.length > shown.length && (
        <Button look="quiet" onClick={() => setAll(true)}>
          All {offers.length} offers
        </Button>
      )}
    </section>
  )
}

function Offer({ offer, onDone }: { readonly offer: OfferedWorld; readonly onDone: () => void }) {
  const { id, address, from, until } = offer
  const [isBusy, setBusy] = useState(false)
  const title = offer.title.trim() === '' ? 'Untitled' : offer.title
  async function answer(work: () => Promise<void>): Promise<void> {
    setBusy(true)
    await work().catch((error: unknown) => notify({ text: wordsOf(error) }))
    setBusy(false)
    onDone()
  }
  const accept = (): Promise<void> =>
    answer(async () => {
      const world = await acceptOffer(id)
      notify({
        text: `“${title}” is yours now.`,
        action: { label: 'Open', run: () => go(pathOfWorld(world.address)) },
      })
    })
  const decline = (): Promise<void> =>
    answer(async () => {
      await declineOffer(id)
      notify({ text: `You declined “${title}”.` })
    })
  return (
    <li className="offer">
      <Link to={pathOfWorld(address)} className="copy-link">
        <span className="copy-title">{title}</span>
        <span className="world-facts">
          {from === null ? 'left to you by someone who has left' : `from ${from.name}`} ·{' '}
          <span className="address">{address}</span> · {endWords(until)}
        </span>
      </Link>
      <div className="offer-ways">
        <Button disabled={isBusy} aria-label={`Accept: ${title}`} onClick={() => void accept()}>
          Accept
        </Button>
        <Button
          look="quiet"
          disabled={isBusy}
          aria-label={`No, thanks: ${title}`}
          onClick={() => void decline()}
        >
          No, thanks
        </Button>
      </div>
    </li>
  )
}
