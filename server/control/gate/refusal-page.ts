/** For a browser, in both languages: nothing has told yet which one is read there. @param address an IP address, or `unknown` */
export const refusalPage = (address: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>403</title></head>
<body>
<h1>Not from this address</h1>
<p>The address ${address} is not let in here. Come from one of the networks of <code>[server] operator_networks</code>, or have this
address added there; the server's own machine is always let in, and the settings file can be edited there.</p>
<p lang="zh">此处不接受来自地址 ${address} 的访问。请从 <code>[server] operator_networks</code> 所列的网络访问，或将此地址加入其中；服务器本机始终可以访问，也可在那里编辑设置文件。</p>
</body>
</html>
`;
