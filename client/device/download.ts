// Giving the person a file that was made in this tab.

export function saveFile(name: string, content: string | Blob, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Once the browser has taken it up.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
