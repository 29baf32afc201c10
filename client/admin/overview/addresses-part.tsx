// The web addresses that code in worlds may ask.
import { useState } from 'react'
import { WebAddressChange } from '../../../shared/wire/api/web-addresses.ts'
import { allowAddress, fetchAddresses, removeAddress } from '../../api/admin-api.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { Table, type Column } from '../frame/admin-table.tsx'

const COLUMNS: readonly Column<string>[] = [
  { title: 'Address', cell: (address) => <span className="address">{address}</span> },
]

export default function AddressesPart() {
  const [asked, again] = useRequest(fetchAddresses)
  const doing = useServerAction(again)
  return (
    <Section
      title="Web addresses"
      text="Code in any world of this node can read these web addresses with fetch, and send to them what it knows of its world. All others are out of its reach."
    >
      <AllowForm onAllowed={again} />
      <Answer asked={asked} onAgain={again}>
        {({ addresses }) =>
          addresses.length === 0 ? (
            <p className="empty">
              None yet, so code reaches nothing outside this node. Allow an address of a service that you
              trust, such as a weather report.
            </p>
          ) : (
            <Table
              label="Addresses that code can reach"
              columns={COLUMNS}
              lines={addresses}
              keyOf={(address) => address}
              renderWays={(address) => (
                <Button
                  look="quiet"
                  aria-label={`Remove ${address}`}
                  onClick={() => doing(removeAddress(address), `Code cannot reach ${address} any more.`)}
                >
                  Remove
                </Button>
              )}
            />
          )
        }
      </Answer>
    </Section>
  )
}

function AllowForm({ onAllowed }: { readonly onAllowed: () => void }) {
  const [address, setAddress] = useState('')
  const form = useForm({
    schema: WebAddressChange,
    body: () => ({ address }),
    send: async (body) => {
      await allowAddress(body.address)
      setAddress('')
      notify({ text: `Code can reach ${body.address} from now on.` })
      onAllowed()
    },
    fields: { address: 'address' },
  })
  return (
    <form className="admin-settings" onSubmit={form.onSubmit} noValidate>
      <Field
        label="Allow an address"
        hint="Such as https://api.example.org, or https://api.example.org/v1/ for all below it. Redirects are followed only to addresses in this list."
        value={address}
        onText={setAddress}
        trouble={form.trouble('address')}
        inputMode="url"
        spellCheck={false}
        autoCapitalize="off"
      />
      <Trouble text={form.trouble('form')} />
      <div>
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Allow
        </Button>
      </div>
    </form>
  )
}
