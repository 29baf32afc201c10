// A form that is checked as the server will check it, so that an error is beside its field before anything is
// sent; errors that only the server knows come there, too.
import { useState, type FormEvent } from 'react'
import { flushSync } from 'react-dom'
import type * as z from 'zod/mini'
import { CallError, wordsOf } from '../../api/request.ts'

export interface Form {
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
  readonly isBusy: boolean
  /** The errors of fields, in words; `form`: of none of them. */
  readonly trouble: (field: string) => string | null
}

interface FormOptions<Body> {
  readonly schema: z.ZodMiniType<Body>
  /** The body that would be sent now. */
  readonly body: () => unknown
  readonly send: (body: Body) => Promise<void>
  /** Which field a refusal of the server is about, by its code. */
  readonly fields?: Readonly<Record<string, string>>
}

type FieldTroubles = Readonly<Record<string, string>>

export function useForm<Body>({ schema, body, send, fields = {} }: FormOptions<Body>): Form {
  const [troubles, setTroubles] = useState<FieldTroubles>({})
  const [isBusy, setBusy] = useState(false)

  /** A keyboard or screen reader is taken to the first field with an error. */
  function tell(form: HTMLFormElement, next: FieldTroubles): void {
    flushSync(() => setTroubles(next))
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  async function sendFrom(form: HTMLFormElement, parsed: Body): Promise<void> {
    setTroubles({})
    setBusy(true)
    try {
      await send(parsed)
    } catch (error) {
      const field = error instanceof CallError ? fields[error.code] : undefined
      tell(form, { [field ?? 'form']: wordsOf(error) })
    } finally {
      setBusy(false)
    }
  }

  function onSubmit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (isBusy) return
    const parsed = schema.safeParse(body())
    if (parsed.success) void sendFrom(event.currentTarget, parsed.data)
    else tell(event.currentTarget, troublesOf(parsed.error.issues))
  }

  return { onSubmit, isBusy, trouble: (field) => troubles[field] ?? null }
}

/** The first thing that is wrong with each field. */
function troublesOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): FieldTroubles {
  const troubles: Record<string, string> = {}
  for (const { path, message } of issues) troubles[String(path[0] ?? 'form')] ??= message
  return troubles
}
