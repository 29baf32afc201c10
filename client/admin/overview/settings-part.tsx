// The settings of the node; in force at once.
import { BANNER_MAX } from '../../../shared/wire/api/node-bodies.ts'
import { AdminSettingsChange, type AdminSettings } from '../../../shared/wire/api/admin-bodies.ts'
import { useTypedTexts } from '../../browser/use-typed-texts.ts'
import { useForm } from '../../parts/requests/use-form.ts'
import { notify } from '../../notices/notices.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { changeSettings, fetchSettings } from '../../api/admin-api.ts'
import { fromMb, inMb, wholeIn } from '../frame/megabytes.ts'
import { Answer, Section } from '../frame/admin-section.tsx'
import { FORM_ASKS_MS, useRequest } from '../../parts/requests/use-request.ts'

export default function SettingsPart() {
  const [asked, again, put] = useRequest(fetchSettings, { everyMs: FORM_ASKS_MS })
  return (
    <Section
      title="Settings"
      text="These take effect as soon as you save them. Ports, certificates and the connection limit are set when the node is started."
    >
      <Answer asked={asked} onAgain={again}>
        {(settings) => <SettingsForm settings={settings} onSaved={put} />}
      </Answer>
    </Section>
  )
}

/** The settings as they stand in the form: texts, as they are typed and chosen. */
type SettingsDraft = Readonly<Record<keyof AdminSettings, string>>

const yesNo = (is: boolean): string => (is ? 'yes' : 'no')

const draftOf = (settings: AdminSettings): SettingsDraft => ({
  title: settings.title,
  banner: settings.banner,
  maintenance: yesNo(settings.maintenance),
  lookForUpdates: yesNo(settings.lookForUpdates),
  signUp: settings.signUp,
  invites: settings.invites,
  guests: yesNo(settings.guests),
  guestHomeDays: String(settings.guestHomeDays),
  worldsPerAccount: String(settings.worldsPerAccount),
  bytesPerDay: inMb(settings.bytesPerDay),
  bytesPerAccount: inMb(settings.bytesPerAccount),
  pictureBytesPerWorld: inMb(settings.pictureBytesPerWorld),
  pictureBytesPerAccount: inMb(settings.pictureBytesPerAccount),
})

const bodyOf = (draft: SettingsDraft): Readonly<Record<keyof AdminSettings, unknown>> => ({
  ...draft,
  maintenance: draft.maintenance === 'yes',
  lookForUpdates: draft.lookForUpdates === 'yes',
  guests: draft.guests === 'yes',
  guestHomeDays: wholeIn(draft.guestHomeDays),
  worldsPerAccount: wholeIn(draft.worldsPerAccount),
  bytesPerDay: fromMb(draft.bytesPerDay),
  bytesPerAccount: fromMb(draft.bytesPerAccount),
  pictureBytesPerWorld: fromMb(draft.pictureBytesPerWorld),
  pictureBytesPerAccount: fromMb(draft.pictureBytesPerAccount),
})

interface SettingChoice {
  readonly field: keyof AdminSettings
  readonly legend: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly hint: string }[]
}

const CHOICES: readonly SettingChoice[] = [
  {
    field: 'maintenance',
    legend: 'Maintenance',
    options: [
      { value: 'no', label: 'Open', hint: 'As usual.' },
      {
        value: 'yes',
        label: 'Closed for maintenance',
        hint: 'Only admins can come into worlds or change anything. What others write stays on their devices until you open again.',
      },
    ],
  },
  {
    field: 'lookForUpdates',
    legend: 'New versions',
    options: [
      { value: 'no', label: 'Do not look for them', hint: 'This node asks nobody anything.' },
      {
        value: 'yes',
        label: 'Look once a day',
        hint: 'Asks, with git, where this program was cloned from. The overview then tells you.',
      },
    ],
  },
  {
    field: 'signUp',
    legend: 'Who can create an account',
    options: [
      { value: 'invited', label: 'People who were invited', hint: 'With an invitation link.' },
      { value: 'open', label: 'Anyone', hint: 'Anyone who can reach this node.' },
    ],
  },
  {
    field: 'invites',
    legend: 'Who can invite',
    options: [
      { value: 'accounts', label: 'Everyone with an account', hint: 'Up to 100 open invitations each.' },
      { value: 'admins', label: 'Admins only', hint: 'Invitations already open keep working.' },
    ],
  },
  {
    field: 'guests',
    legend: 'Guests',
    options: [
      {
        value: 'yes',
        label: 'Can come with just a name',
        hint: 'Each world decides what they can do there.',
      },
      { value: 'no', label: 'Cannot come', hint: 'Any who are here now are sent out at once.' },
    ],
  },
]

interface Amount {
  readonly field: keyof AdminSettings
  readonly label: string
  readonly hint: string
  /** The sentence when the text cannot be used. */
  readonly trouble: string
}

const AMOUNTS: readonly Amount[] = [
  {
    field: 'guestHomeDays',
    label: 'Days a guest’s home is kept',
    hint: 'From 1 to 3,650, counted from their last visit. It then goes to the bin for 30 days. The home of a guest who wrote nothing goes after one day.',
    trouble: 'A whole number from 1 to 3,650.',
  },
  {
    field: 'worldsPerAccount',
    label: 'Most worlds per account',
    hint: 'From 1 to 100,000. Worlds in the bin count too.',
    trouble: 'A whole number from 1 to 100,000.',
  },
  {
    field: 'bytesPerDay',
    label: 'Most an account can add in a day, in MB',
    hint: 'From 1 to 1,000,000. A day of writing takes 1 to 6 MB. All guests together count as one, and so do all people from one other node.',
    trouble: 'A whole number from 1 to 1,000,000.',
  },
  {
    field: 'bytesPerAccount',
    label: 'Most an account can add in total, in MB',
    hint: 'From 1 to 1,000,000. Pages, history and pictures together. A lower limit does not remove what is already there; Storage sets another one for one account.',
    trouble: 'A whole number from 1 to 1,000,000.',
  },
  {
    field: 'pictureBytesPerWorld',
    label: 'Most pictures in a world, in MB',
    hint: 'From 0 to 1,000,000. A lower limit does not remove what is already there.',
    trouble: 'A whole number from 0 to 1,000,000.',
  },
  {
    field: 'pictureBytesPerAccount',
    label: 'Most pictures per account, in MB',
    hint: 'From 0 to 1,000,000.',
    trouble: 'A whole number from 0 to 1,000,000.',
  },
]

interface SettingsFormProps {
  readonly settings: AdminSettings
  readonly onSaved: (settings: AdminSettings) => void
}

function SettingsForm({ settings, onSaved }: SettingsFormProps) {
  const { shown, onText, isChanged, meanwhile, forget } = useTypedTexts(draftOf(settings))
  const form = useForm({
    schema: AdminSettingsChange,
    body: () => Object.fromEntries(Object.entries(bodyOf(shown)).filter(([field]) => isChanged(field))),
    send: async (body) => {
      onSaved(await changeSettings(body))
      forget()
      notify({ text: 'The settings are saved and in effect.' })
    },
  })
  return (
    <form className="admin-settings" onSubmit={form.onSubmit} noValidate>
      <Field
        label="Name of this place"
        hint="Shown above the sign-in and on every page."
        value={shown.title}
        onText={onText('title')}
        meanwhile={meanwhile('title')}
        trouble={form.trouble('title')}
      />
      <Field
        label="A line above every page"
        hint={`Such as when you will be back. Up to ${BANNER_MAX} characters; empty for none. Everyone who is here sees it at once.`}
        value={shown.banner}
        onText={onText('banner')}
        meanwhile={meanwhile('banner')}
        trouble={form.trouble('banner')}
        maxLength={BANNER_MAX}
      />
      {CHOICES.map(({ field, legend, options }) => (
        <fieldset key={field} className="admin-choice">
          <legend>{legend}</legend>
          {options.map(({ value, label, hint }) => (
            <label key={value}>
              <input
                type="radio"
                name={legend}
                checked={value === shown[field]}
                onChange={() => onText(field)(value)}
              />
              <span>
                {label} <span className="admin-more">{hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      {AMOUNTS.map(({ field, label, hint, trouble }) => (
        <Field
          key={field}
          label={label}
          hint={hint}
          value={shown[field]}
          onText={onText(field)}
          meanwhile={meanwhile(field)}
          trouble={form.trouble(field) === null ? null : trouble}
          inputMode="numeric"
        />
      ))}
      <Trouble text={form.trouble('form')} />
      <div>
        <Button type="submit" look="main" aria-busy={form.isBusy}>
          Save
        </Button>
      </div>
    </form>
  )
}
