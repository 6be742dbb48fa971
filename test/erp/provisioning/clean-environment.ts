/** Nothing of ours is handed down but how to reach programs and the package index. */
export function cleanEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR'];
  const network = Object.keys(process.env).filter((name) => /^(pip_|https?_proxy|no_proxy|ssl_)/i.test(name));
  return Object.fromEntries([...names, ...network].map((name) => [name, process.env[name] ?? '']));
}
