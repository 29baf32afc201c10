// Saying no to an offer, with a word for the person who made it. Then it is gone.
import { useState } from 'react'
import { DeclineOffer } from '../../../../shared/wire/api/draft-offer-bodies.ts'
import type { Address } from '../../../../shared/world/address.ts'
import { declineOffer } from '../../../api/draft-offers-api.ts'
import { go, pathOfWorld } from '../../../navigation/route.ts'
import { notify } from '../../../notices/notices.ts'
import { LineForm } from '../../../parts/requests/line-form.tsx'
import { useForm } from '../../../parts/requests/use-form.ts'

interface DeclineFormProps {
  readonly offer: Address
  /** The world that it is made to; null: one that is not seen. */
  readonly parent: Address | null
}

export function DeclineForm({ offer, parent }: DeclineFormProps) {
  const [words, setWords] = useState('')
  const form = useForm({
    schema: DeclineOffer,
    body: () => ({ words }),
    async send(body) {
      await declineOffer(offer, body)
      notify({ text: 'The offer was declined.' })
      if (parent !== null) go(pathOfWorld(parent))
    },
  })
  return (
    <LineForm
      form={form}
      field="words"
      label="Decline, with a word"
      value={words}
      onText={setWords}
      placeholder="Not this year"
      yes="Decline"
      className="drafts-new"
    />
  )
}
