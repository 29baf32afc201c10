// The settings of the node; in force at once.
import { useState } from 'react'
import { BANNER_MAX } from '../../../shared/wire/api/node-bodies.ts'
import { AdminSettingsChange, type AdminSettings } from '../../../shared/wire/api/admin-bodies.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { changeSettings, fetchSettings } from '../../api/admin-api.ts'
import { fromMb, inMb, wholeIn } from '../frame/megabytes.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'

export default function SettingsPart() {
  const [asked, again] = useRequest(fetchSettings)
  return (
    <Section
      title="Settings"
      text="These take effect as soon as you save them. Ports, certificates and the connection limit are set when the node is started."
    >
      <Answer asked={asked} onAgain={again}>
        {(settings) => <SettingsForm settings={settings} onSaved={again} />}
      </Answer>
    </Section>
  )
}

interface Props {
  readonly settings: AdminSettings
  readonly onSaved: () => void
}

function SettingsForm({ settings, onSaved }: Props) {
  const [title, setTitle] = useState(settings.title)
  const [banner, setBanner] = useState(settings.banner)
  const [looks, setLooks] = useState(settings.lookForUpdates)
  const [maintenance, setMaintenance] = useState(settings.maintenance)
  const [signUp, setSignUp] = useState(settings.signUp)
  const [invites, setInvites] = useState(settings.invites)
  const [guests, setGuests] = useState(settings.guests)
  const [guestDays, setGuestDays] = useState(String(settings.guestHomeDays))
  const [worlds, setWorlds] = useState(String(settings.worldsPerAccount))
  const [perDay, setPerDay] = useState(inMb(settings.bytesPerDay))
  const [inAll, setInAll] = useState(inMb(settings.bytesPerAccount))
  const [ofWorld, setOfWorld] = useState(inMb(settings.pictureBytesPerWorld))
  const [ofAccount, setOfAccount] = useState(inMb(settings.pictureBytesPerAccount))
  const form = useForm({
    schema: AdminSettingsChange,
    body: () => ({
      title,
      banner,
      maintenance,
      lookForUpdates: looks,
      signUp,
      invites,
      guests,
      guestHomeDays: wholeIn(guestDays),
      worldsPerAccount: wholeIn(worlds),
      bytesPerDay: fromMb(perDay),
      bytesPerAccount: fromMb(inAll),
      pictureBytesPerWorld: fromMb(ofWorld),
      pictureBytesPerAccount: fromMb(ofAccount),
    }),
    send: async (body) => {
      await changeSettings(body)
      notify({ text: 'The settings are saved and in effect.' })
      onSaved()
    },
  })
  const numberOf = (field: string, words: string): string | null =>
    form.trouble(field) === null ? null : words
  const trouble = form.trouble('form')
  return (
    <form className="admin-settings" onSubmit={form.onSubmit} noValidate>
      <Field
        label="Name of this place"
        hint="Shown above the sign-in and on every page."
        value={title}
        onText={setTitle}
        trouble={form.trouble('title')}
      />
      <Field
        label="A line above every page"
        hint={`Such as when you will be back. Up to ${BANNER_MAX} characters; empty for none. Everyone who is here sees it at once.`}
        value={banner}
        onText={setBanner}
        trouble={form.trouble('banner')}
        maxLength={BANNER_MAX}
      />
      <Choice
        legend="Maintenance"
        value={maintenance ? 'yes' : 'no'}
        onChoose={(value) => setMaintenance(value === 'yes')}
        options={[
          { value: 'no', label: 'Open', hint: 'As usual.' },
          {
            value: 'yes',
            label: 'Closed for maintenance',
            hint: 'Only admins can come into worlds or change anything. What others write stays on their devices until you open again.',
          },
        ]}
      />
      <Choice
        legend="New versions"
        value={looks ? 'yes' : 'no'}
        onChoose={(value) => setLooks(value === 'yes')}
        options={[
          { value: 'no', label: 'Do not look for them', hint: 'This node asks nobody anything.' },
          {
            value: 'yes',
            label: 'Look once a day',
            hint: 'Asks, with git, where this program was cloned from. The overview then tells you.',
          },
        ]}
      />
      <Choice
        legend="Who can create an account"
        value={signUp}
        onChoose={setSignUp}
        options={[
          { value: 'invited', label: 'People who were invited', hint: 'With an invitation link.' },
          { value: 'open', label: 'Anyone', hint: 'Anyone who can reach this node.' },
        ]}
      />
      <Choice
        legend="Who can invite"
        value={invites}
        onChoose={setInvites}
        options={[
          { value: 'accounts', label: 'Everyone with an account', hint: 'Up to 100 open invitations each.' },
          { value: 'admins', label: 'Admins only', hint: 'Invitations already open keep working.' },
        ]}
      />
      <Choice
        legend="Guests"
        value={guests ? 'yes' : 'no'}
        onChoose={(value) => setGuests(value === 'yes')}
        options={[
          {
            value: 'yes',
            label: 'Can come with just a name',
            hint: 'Each world decides what they can do there.',
          },
          { value: 'no', label: 'Cannot come', hint: 'Any who are here now are sent out at once.' },
        ]}
      />
      <Field
        label="Days a guest’s home is kept"
        hint="From 1 to 3,650, counted from their last visit. It then goes to the bin for 30 days. The home of a guest who wrote nothing goes after one day."
        value={guestDays}
        onText={setGuestDays}
        trouble={numberOf('guestHomeDays', 'A whole number from 1 to 3,650.')}
        inputMode="numeric"
      />
      <Field
        label="Most worlds per account"
        hint="From 1 to 100,000. Worlds in the bin count too."
        value={worlds}
        onText={setWorlds}
        trouble={numberOf('worldsPerAccount', 'A whole number from 1 to 100,000.')}
        inputMode="numeric"
      />
      <Field
        label="Most an account can add in a day, in MB"
        hint="From 1 to 1,000,000. A day of writing takes 1 to 6 MB. All guests together count as one, and so do all people from one other node."
        value={perDay}
        onText={setPerDay}
        trouble={numberOf('bytesPerDay', 'A whole number from 1 to 1,000,000.')}
        inputMode="numeric"
      />
      <Field
        label="Most an account can add in total, in MB"
        hint="From 1 to 1,000,000. Pages, history and pictures together. A lower limit does not remove what is already there; Storage sets another one for one account."
        value={inAll}
        onText={setInAll}
        trouble={numberOf('bytesPerAccount', 'A whole number from 1 to 1,000,000.')}
        inputMode="numeric"
      />
      <Field
        label="Most pictures in a world, in MB"
        hint="From 0 to 1,000,000. A lower limit does not remove what is already there."
        value={ofWorld}
        onText={setOfWorld}
        trouble={numberOf('pictureBytesPerWorld', 'A whole number from 0 to 1,000,000.')}
        inputMode="numeric"
      />
      <Field
        label="Most pictures per account, in MB"
        hint="From 0 to 1,000,000."
        value={ofAccount}
        onText={setOfAccount}
        trouble={numberOf('pictureBytesPerAccount', 'A whole number from 0 to 1,000,000.')}
        inputMode="numeric"
      />
      <Trouble text={trouble} />
      <div>
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Save
        </Button>
      </div>
    </form>
  )
}

interface ChoiceProps<T extends string> {
  readonly legend: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint: string }[]
  readonly onChoose: (value: T) => void
}

function Choice<T extends string>({ legend, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="admin-choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={legend}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>
            {option.label} <span className="admin-more">{option.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
