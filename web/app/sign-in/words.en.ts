export const en = {
  title: 'Sign in',
  sentence: 'The console of this gateway.',
  username: 'User name',
  password: 'Password',
  submit: 'Sign in',
  blocked: (span: string) => `Too many attempts. Try again in ${span}.`,
  lost: 'Lost the password? Whoever runs the server can set [global] admin_password and start it again.',
};
