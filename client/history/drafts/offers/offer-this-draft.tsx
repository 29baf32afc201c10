// Offering a draft of another node's world to the people there, and what became of that.
import { useCallback, useState } from 'react'
import { MakeOffer, type OfferOfDraft } from '../../../../shared/wire/api/draft-offer-bodies.ts'
import type { Address } from '../../../../shared/world/address.ts'
import { fetchOffer, makeOffer, withdrawOffer } from '../../../api/draft-offers-api.ts'
import { Ago } from '../../../parts/ago.tsx'
import { useRepeat } from '../../../browser/use-repeat.ts'
import { Button } from '../../../parts/button.tsx'
import { useServerAction } from '../../../parts/requests/use-action.ts'
import { LineForm } from '../../../parts/requests/line-form.tsx'
import { useForm } from '../../../parts/requests/use-form.ts'
import { useRequest } from '../../../parts/requests/use-request.ts'
import { Trouble } from '../../../parts/trouble.tsx'

/** The people of the other node may decide at any moment, and this one asks theirs at most so often. */
const LOOK_AGAIN_MS = 5_000

interface OfferThisDraftProps {
  readonly draft: Address
  /** The world that it is a draft of, as it is called. */
  readonly parent: string
  /** Something differs that could be offered. */
  readonly differs: boolean
  readonly onUpdate: () => void
}

export function OfferThisDraft({ draft, parent, differs, onUpdate }: OfferThisDraftProps) {
  const [offer, again] = useRequest(useCallback(() => fetchOffer(draft), [draft]))
  const act = useServerAction(again)
  const made = offer.state === 'here' ? offer.value : null
  const isOut = made?.state === 'open' || made?.state === 'waiting' || made?.state === 'partly'
  useRepeat(again, isOut || offer.state === 'failed' ? LOOK_AGAIN_MS : null)
  if (offer.state === 'failed') return <Trouble text={offer.text} />
  if (offer.state !== 'here') return <div aria-busy="true" />
  return (
    <section className="drafts-publishing" aria-label="Offer">
      <h3 className="drafts-title">Offer</h3>
      {made === null ? (
        <p className="drafts-text">
          The people of {parent} decide what comes into it. They see what differs here now, and take what they
          like; what you write later is not in the offer.
        </p>
      ) : (
        <p className="drafts-text">
          <OfferWords offer={made} parent={parent} />
        </p>
      )}
      {made?.isBehind === true && <Button onClick={onUpdate}>Update this draft</Button>}
      {differs && <OfferForm draft={draft} isAgain={made !== null} onOffered={again} />}
      {isOut && (
        <Button look="quiet" onClick={() => act(withdrawOffer(draft), 'The offer was taken back.')}>
          Take the offer back
        </Button>
      )}
    </section>
  )
}

interface OfferWordsProps {
  readonly offer: NonNullable<OfferOfDraft['offer']>
  readonly parent: string
}

function OfferWords({ offer, parent }: OfferWordsProps) {
  const { node, at, said, revision, isReverted } = offer
  const back = isReverted ? ' A merge of it was taken back.' : ''
  switch (offer.state) {
    case 'waiting':
      return `Your offer waits for ${node}, and goes when that answers. ${said}`
    case 'open':
      return (
        <>
          Offered <Ago at={at} />. The people of {parent} have not merged it yet.{back}
        </>
      )
    case 'merged':
      return `All that you offered is in ${parent}, since revision ${revision ?? ''}.${back}`
    case 'partly':
      return `Part of what you offered is in ${parent}, since revision ${revision ?? ''}.${back}`
    case 'declined':
      return said === '' ? 'Your offer was declined.' : `Your offer was declined: “${said}”`
    case 'refused':
      return `Your offer was not taken. ${said}`
  }
}

interface OfferFormProps {
  readonly draft: Address
  readonly isAgain: boolean
  readonly onOffered: () => void
}

function OfferForm({ draft, isAgain, onOffered }: OfferFormProps) {
  const [words, setWords] = useState('')
  const form = useForm({
    schema: MakeOffer,
    body: () => ({ words }),
    async send(body) {
      await makeOffer(draft, body)
      setWords('')
      onOffered()
    },
  })
  return (
    <LineForm
      form={form}
      field="words"
      label="A word with it"
      value={words}
      onText={setWords}
      placeholder="Lights for the night"
      yes={isAgain ? 'Offer anew' : 'Offer'}
      look="main"
      className="drafts-new"
    />
  )
}
