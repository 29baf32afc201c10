// The light chosen on this device, before anything is painted. What is kept: see app/theme.ts.
try {
  const theme = localStorage.getItem('inkland.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // A browser that keeps nothing follows the system.
}
